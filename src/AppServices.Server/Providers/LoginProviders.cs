using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Apps.Authentication;
using AppServices.Server.Providers.EmailPassword;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Providers.OAuth;
using AppServices.Server.Settings;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers;

/// <summary>Makes the providers that an app has enabled; a type that this server does not know is as good as disabled.</summary>
internal static class LoginProviders
{
    public static Dictionary<string, ILoginProvider> Create(ProviderParts parts) =>
        parts.App.Providers.Values
            .Select(settings => (settings.Type, Provider: Create(settings, parts)))
            .Where(entry => entry.Provider is not null)
            .ToDictionary(entry => entry.Type, entry => entry.Provider!, StringComparer.Ordinal);

    private static ILoginProvider? Create(ProviderSettings settings, ProviderParts parts) => settings switch
    {
        EmailPasswordSettings => new EmailPasswordProvider(parts.App.ClientAppId, settings, parts.Users.Accounts),
        CustomTokenSettings custom => new CustomTokenProvider(custom, Check(custom, parts), parts.Logger),
        CustomFunctionSettings custom => new CustomFunctionProvider(custom, parts.Functions),
        OAuthSettings oauth => Create(oauth, ProviderPlaces.Of(oauth.Type, parts.Settings.Oidc.GetValueOrDefault(oauth.Type, ProviderAddresses.None)), parts),
        { Type: ProviderTypes.Anonymous } => new AnonymousProvider(settings),
        { Type: ProviderTypes.ApiKey } => new ApiKeyProvider(parts.App.ClientAppId, settings, parts.Users.ApiKeys),
        _ => null,
    };

    private static ILoginProvider Create(OAuthSettings settings, ProviderPlaces places, ProviderParts parts)
    {
        var expectations = new TokenExpectations([SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256], places.Issuers, [settings.ClientId], AnyAudience: true);
        var keys = new FetchedKeys(new KeySetAddress(places.KeySet, places.Issuers[0], parts.Http), parts.Clock, parts.Logger);
        var check = new TokenCheck(expectations, keys, parts.Clock);
        return settings.Type switch
        {
            ProviderTypes.Google => new GoogleProvider(settings, check, new CodeExchange(settings, places, parts.Http), parts.Logger),
            ProviderTypes.Facebook => new FacebookProvider(settings, check, new FacebookGraph(settings, places, parts.Http, parts.Clock), parts.Logger),
            _ => new AppleProvider(settings, check, parts.Logger),
        };
    }

    private static TokenCheck Check(CustomTokenSettings settings, ProviderParts parts)
    {
        IKeySource keys = settings.KeySetAddress is { } address
            ? new FetchedKeys(new KeySetAddress(address, "", parts.Http), parts.Clock, parts.Logger)
            : new ConfiguredKeys(settings.Keys);
        return new TokenCheck(new TokenExpectations([settings.Algorithm], [], settings.Audiences, settings.RequireAnyAudience), keys, parts.Clock);
    }
}
