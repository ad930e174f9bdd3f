using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Where an issuer's keys are: an address of its own, or what the issuer's discovery document says.</summary>
/// <param name="keySet">The key set's address; null when it has to be discovered.</param>
/// <param name="issuer">The issuer.</param>
/// <param name="http">Reaches identity providers.</param>
internal sealed class KeySetAddress(Uri? keySet, string issuer, ProviderHttp http)
{
    /// <summary>Reads the keys.</summary>
    /// <exception cref="ProviderUnreachableException">They cannot be read.</exception>
    public async Task<IReadOnlyList<SecurityKey>> ReadAsync()
    {
        Uri address = keySet ?? await DiscoverAsync();
        string text = await http.GetAsync(address);
        try
        {
            return [.. new JsonWebKeySet(text).GetSigningKeys()];
        }
        catch (ArgumentException)
        {
            throw new ProviderUnreachableException($"{address} holds no JSON Web Key Set.");
        }
    }

    private async Task<Uri> DiscoverAsync()
    {
        var document = new Uri($"{issuer.TrimEnd('/')}/.well-known/openid-configuration");
        string text = await http.GetAsync(document);
        try
        {
            var configuration = OpenIdConnectConfiguration.Create(text);
            return configuration.Issuer == issuer && Uri.TryCreate(configuration.JwksUri, UriKind.Absolute, out Uri? found)
                && (found.Scheme == Uri.UriSchemeHttps || found.IsLoopback)
                ? found
                : throw new ProviderUnreachableException(
                    $"{document} is not about the issuer {issuer}, or names no https address of its keys.");
        }
        catch (ArgumentException)
        {
            throw new ProviderUnreachableException($"{document} holds no discovery document.");
        }
    }
}
