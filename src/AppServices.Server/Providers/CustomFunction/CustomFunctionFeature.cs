using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.CustomFunction;

/// <summary>Logins that a function of the app decides about. Source: app-folder 2.5.</summary>
internal sealed class CustomFunctionFeature() : ProviderFeature(ProviderTypes.CustomFunction)
{
    protected override ProviderSettings Read(string id, ConfigFile entry, AppReading app) => CustomFunctionSettings.Read(id, entry, app);

    protected override IEnumerable<MissingNeed> Missing(ProviderSettings settings, AppDefinition app, string place) =>
        HookFunctions.Missing(app, ((CustomFunctionSettings)settings).Function, place);

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services) =>
        new CustomFunctionProvider((CustomFunctionSettings)settings, app.Part<FunctionRuntime>());
}
