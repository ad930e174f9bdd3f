using System;
using System.Collections.Generic;
using AppServices.Server.Settings;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.OAuth;

/// <summary>Where an identity provider is: its real addresses, or the operator's. Source: app-folder 2.6.</summary>
/// <param name="Issuers">Who may have issued id tokens; the first one has the discovery document.</param>
/// <param name="KeySet">Where the keys are; null when the discovery document says it.</param>
/// <param name="TokenEndpoint">Where codes are exchanged.</param>
/// <param name="RedirectUri">The redirect address of codes; empty for those of mobile apps.</param>
/// <param name="GraphEndpoint">Where opaque access tokens are checked.</param>
internal sealed record ProviderPlaces(IReadOnlyList<string> Issuers, Uri? KeySet, Uri TokenEndpoint, string RedirectUri, Uri GraphEndpoint)
{
    private static readonly Uri s_googleTokens = new("https://oauth2.googleapis.com/token");
    private static readonly Uri s_facebookGraph = new("https://graph.facebook.com/");

    public static ProviderPlaces Of(string type, ProviderAddresses own)
    {
        ProviderPlaces real = type switch
        {
            ProviderTypes.Google =>
                Real("https://www.googleapis.com/oauth2/v3/certs", "https://accounts.google.com", "accounts.google.com"),
            ProviderTypes.Apple => Real("https://appleid.apple.com/auth/keys", "https://appleid.apple.com"),
            ProviderTypes.Facebook => Real(
                "https://www.facebook.com/.well-known/oauth/openid/jwks/", "https://www.facebook.com", "https://limited.facebook.com",
                "https://facebook.com"),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "It is no OAuth provider."),
        };
        return real with
        {
            Issuers = own.Issuer is null ? real.Issuers : [own.Issuer],
            KeySet = own.JwksUri ?? (own.Issuer is null ? real.KeySet : null),
            TokenEndpoint = own.TokenEndpoint ?? real.TokenEndpoint,
            RedirectUri = own.RedirectUri ?? real.RedirectUri,
            GraphEndpoint = own.GraphEndpoint ?? real.GraphEndpoint,
        };
    }

    private static ProviderPlaces Real(string keySet, params string[] issuers) =>
        new(issuers, new Uri(keySet), s_googleTokens, "", s_facebookGraph);
}
