using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.OAuth;

/// <summary>Apple's id tokens. Source: app-folder 2.6.</summary>
internal sealed class AppleProvider(OAuthSettings settings, TokenCheck check, ILogger logger) : ILoginProvider
{
    public string Type => settings.Type;

    private readonly OAuthProfile _profile = new(settings, OAuthProfile.OpenIdNames);

    public Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken) =>
        LoginLog.GuardAsync(logger, settings.Type, async () =>
        {
            JsonElement claims = await check.ReadClaimsAsync(request.Body.RequiredText("id_token"), cancellationToken);
            return _profile.Prove(TokenCheck.Subject(claims), claims);
        });
}
