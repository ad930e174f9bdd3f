using System;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.CustomFunction;

/// <summary>Logins that a function of the app decides about. Source: app-folder 2.5.</summary>
internal sealed class CustomFunctionFeature() : ProviderFeature(ProviderTypes.CustomFunction)
{
    protected override ProviderSettings Read(string id, ConfigFile entry, AppReading app) => CustomFunctionSettings.Read(id, entry);

    protected override void Check(ProviderSettings settings, AppDefinition app, Warnings warnings) =>
        HookFunctions.Check(app, warnings, "login by custom-function", ((CustomFunctionSettings)settings).Function);

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services) =>
        new CustomFunctionProvider((CustomFunctionSettings)settings, app.Part<FunctionRuntime>());
}
