using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.ApiKey;

/// <summary>API keys: a user's key is its owner, a server key a user of its own. Source: client-api 2.8, app-folder 2.3.</summary>
internal sealed class ApiKeyProvider(string appId, ProviderSettings settings, ApiKeyStore keys) : ILoginProvider
{
    public string Type => settings.Type;

    public CountedLogins Counted => CountedLogins.Failures;

    public async Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        ApiKeyRecord? key = await keys.FindByKeyAsync(request.Body.RequiredText("key"), cancellationToken);
        if (key is null || key.IsDisabled || key.AppId != appId) throw ApiException.BadCredential();
        return new ProvenIdentity(key.ToIdentity(settings.Id), key.OwnerId is null ? UserRecord.Server : UserRecord.Normal, key.OwnerId)
        {
            Confirm = async cancellation => await keys.FindAsync(key.Id, cancellation) is { IsDisabled: false } now
                ? ApiKeyStore.Expecting(now)
                : throw ApiException.BadCredential(),
        };
    }
}
