using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Http;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers.CustomToken;

/// <summary>Tokens of an issuer that the app trusts. Source: client-api 2.8, app-folder 2.4.</summary>
internal sealed class CustomTokenProvider(CustomTokenSettings settings, TokenCheck check, ILogger logger) : ILoginProvider
{
    public string Type => settings.Type;

    public long BodyBytes => TokenCheck.MaxTokenLength + ApiRequest.SmallBodyBytes;

    public Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken) =>
        LoginLog.GuardAsync(logger, settings.Type, async () =>
        {
            JsonElement claims = await check.ReadClaimsAsync(request.Body.RequiredText("token"), cancellationToken);
            return new ProvenIdentity(new IdentityRecord(
                TokenCheck.Subject(claims), settings.Type, settings.Id, ProfileFields.Read(claims, settings.Fields)));
        });
}
