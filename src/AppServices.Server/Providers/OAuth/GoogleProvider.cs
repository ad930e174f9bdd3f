using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Providers.OAuth;

/// <summary>
/// Google's id tokens, where the app allows them, and codes that are exchanged for one. Source: client-api 2.1, app-folder 2.6.
/// </summary>
internal sealed class GoogleProvider(OAuthSettings settings, TokenCheck check, CodeExchange codes, ILogger logger) : ILoginProvider
{
    public string Type => settings.Type;

    private readonly OAuthProfile _profile = new(settings, OAuthProfile.OpenIdNames);

    public Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken) =>
        LoginLog.GuardAsync(logger, settings.Type, async () =>
        {
            JsonElement claims = await check.ReadClaimsAsync(await IdTokenAsync(request.Body, cancellationToken), cancellationToken);
            return _profile.Prove(TokenCheck.Subject(claims), claims);
        });

    private async Task<string> IdTokenAsync(BsonDocument body, CancellationToken cancellationToken)
    {
        if (!body.Contains("id_token")) return await codes.ExchangeAsync(body.RequiredText("authCode"), cancellationToken);
        return settings.OpenId
            ? body.RequiredText("id_token")
            : throw new BadTokenException("the app does not set 'openId', so it takes no id tokens");
    }
}
