using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.OAuth;

/// <summary>Logins by Google, Facebook or Apple. Source: app-folder 2.6.</summary>
/// <param name="type">Which of them.</param>
internal sealed class OAuthFeature(string type) : ProviderFeature(type)
{
    private readonly string _type = type;

    protected override ProviderSettings Read(string id, ConfigFile entry, AppReading app) => OAuthSettings.Read(_type, id, entry, app);

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services)
    {
        var oauth = (OAuthSettings)settings;
        ILogger logger = Logger(app, services);
        TimeProvider clock = services.GetRequiredService<TimeProvider>();
        ProviderHttp http = services.GetRequiredService<ProviderHttp>();
        ProviderPlaces places = ProviderPlaces.Of(
            _type, services.GetRequiredService<ServerSettings>().Oidc.GetValueOrDefault(_type, ProviderAddresses.None));
        var expectations = new TokenExpectations(
            [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256], places.Issuers, [oauth.ClientId], AnyAudience: true);
        var check = new TokenCheck(
            expectations, new FetchedKeys(new KeySetAddress(places.KeySet, places.Issuers[0], http), clock, logger), clock);
        return _type switch
        {
            ProviderTypes.Google => new GoogleProvider(oauth, check, new CodeExchange(oauth, places, http), logger),
            ProviderTypes.Facebook => new FacebookProvider(oauth, check, new FacebookGraph(oauth, places, http, clock), logger),
            _ => new AppleProvider(oauth, check, logger),
        };
    }
}
