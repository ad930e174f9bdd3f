using System;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.CustomToken;

/// <summary>Logins by the JSON Web Tokens of somebody else. Source: app-folder 2.4.</summary>
internal sealed class CustomTokenFeature() : ProviderFeature(ProviderTypes.CustomToken)
{
    protected override ProviderSettings Read(string id, ConfigFile entry, AppReading app) =>
        CustomTokenSettings.Read(id, entry, app.Identity.ClientAppId, app.Secrets);

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services)
    {
        var custom = (CustomTokenSettings)settings;
        ILogger logger = Logger(app, services);
        TimeProvider clock = services.GetRequiredService<TimeProvider>();
        IKeySource keys = custom.KeySetAddress is { } address
            ? new FetchedKeys(new KeySetAddress(address, "", services.GetRequiredService<ProviderHttp>()), clock, logger)
            : new ConfiguredKeys(custom.Keys);
        var check = new TokenCheck(new TokenExpectations([custom.Algorithm], [], custom.Audiences, custom.RequireAnyAudience), keys, clock);
        return new CustomTokenProvider(custom, check, logger);
    }
}
