using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Http;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>API keys: a user's key is its owner, a server key a user of its own. Source: protocol.md 2.8, app-config.md 2.3.</summary>
internal sealed class ApiKeyProvider(string appId, ProviderSettings settings, UserDirectory users) : ILoginProvider
{
    public async Task<Login> LogInAsync(BsonDocument body, CancellationToken cancellationToken)
    {
        ApiKeyRecord? key = await users.ApiKeys.FindByKeyAsync(body.RequiredText("key"), cancellationToken);
        if (key is null || key.IsDisabled || key.AppId != appId) throw ApiException.Unauthorized("AuthError");
        var identity = new IdentityRecord(key.Id, settings.Type, settings.Id, new BsonDocument("name", key.Name));
        if (key.OwnerId is null) return new Login(await users.Users.FindOrCreateAsync(appId, "server", identity, cancellationToken), identity);
        UserRecord owner = await users.Users.FindAsync(key.OwnerId, cancellationToken) ?? throw ApiException.Unauthorized("AuthError");
        return new Login(owner, identity);
    }
}
