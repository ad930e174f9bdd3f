using System;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Settings;

/// <summary>Where an identity provider is, when it is not the real one. What is null keeps its default.</summary>
/// <param name="Issuer">Who must have issued id tokens.</param>
/// <param name="JwksUri">Where the issuer's keys are; found by the issuer's discovery document when only the issuer is given.</param>
/// <param name="TokenEndpoint">Where Google's authorization codes are exchanged.</param>
/// <param name="RedirectUri">The redirect address with which clients get those codes.</param>
/// <param name="GraphEndpoint">Where Facebook's access tokens are checked.</param>
internal sealed record ProviderAddresses(string? Issuer, Uri? JwksUri, Uri? TokenEndpoint, string? RedirectUri, Uri? GraphEndpoint)
{
    public static ProviderAddresses None { get; } = new(null, null, null, null, null);

    public static ProviderAddresses Read(ConfigFile provider)
    {
        provider.ExpectOnly("issuer", "jwksUri", "tokenEndpoint", "redirectUri", "graphEndpoint");
        return new ProviderAddresses(
            provider.Field("issuer") is null ? null : provider.RequiredText("issuer"),
            WebAddress.TryRead(provider, "jwksUri"),
            WebAddress.TryRead(provider, "tokenEndpoint"),
            provider.Text("redirectUri"),
            WebAddress.TryRead(provider, "graphEndpoint"));
    }
}
