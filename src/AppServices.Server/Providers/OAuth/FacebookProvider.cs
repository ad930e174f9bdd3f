using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.OAuth;

/// <summary>
/// Facebook's access tokens, which only Facebook can read, and the id tokens of its Limited Login, which clients send in the
/// same field. Source: client-api 2.1, app-folder 2.6.
/// </summary>
internal sealed class FacebookProvider(OAuthSettings settings, TokenCheck check, FacebookGraph graph, ILogger logger) : ILoginProvider
{
    public string Type => settings.Type;

    private readonly OAuthProfile _openIdProfile = new(settings, OAuthProfile.OpenIdNames);
    private readonly OAuthProfile _graphProfile = new(settings, FacebookGraph.FieldSources);

    public Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken) =>
        LoginLog.GuardAsync(logger, settings.Type, async () =>
        {
            string token = request.Body.RequiredText("accessToken");
            if (token.Count(letter => letter == '.') == 2)
            {
                JsonElement claims = await check.ReadClaimsAsync(token, cancellationToken);
                return _openIdProfile.Prove(TokenCheck.Subject(claims), claims);
            }
            (string id, JsonElement user) = await graph.ReadUserAsync(token, cancellationToken);
            return _graphProfile.Prove(id, user);
        });
}
