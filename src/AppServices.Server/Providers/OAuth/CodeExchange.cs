using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Providers.ForeignTokens;

namespace AppServices.Server.Providers.OAuth;

/// <summary>Exchanges an authorization code for an id token, as the app's own server.</summary>
internal sealed class CodeExchange(OAuthSettings settings, ProviderPlaces places, ProviderHttp http)
{
    /// <exception cref="BadTokenException">The code is not good.</exception>
    /// <exception cref="ProviderUnreachableException">The token endpoint does not answer.</exception>
    public async Task<string> ExchangeAsync(string code, CancellationToken cancellationToken)
    {
        if (settings.ClientSecret is null)
            throw new BadTokenException("a code cannot be exchanged: the secret of secret_config.clientSecret is missing");
        using var request = new HttpRequestMessage(HttpMethod.Post, places.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["client_id"] = settings.ClientId,
                ["client_secret"] = settings.ClientSecret,
                ["redirect_uri"] = places.RedirectUri,
            }),
        };
        JsonElement? reply = await http.SendAsync("the token endpoint", request, cancellationToken);
        return Text(reply, "id_token")
            ?? throw new BadTokenException($"the token endpoint gave no id token: {Text(reply, "error") ?? "no reason"}");
    }

    private static string? Text(JsonElement? reply, string name) =>
        reply is { } found && found.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
