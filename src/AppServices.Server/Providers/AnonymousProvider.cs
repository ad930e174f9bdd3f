using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>Every login is a new user. Source: app-config.md 2.1.</summary>
internal sealed class AnonymousProvider(string appId, ProviderSettings settings, UserStore users) : ILoginProvider
{
    public async Task<Login> LogInAsync(BsonDocument body, CancellationToken cancellationToken)
    {
        var identity = new IdentityRecord(IdentityIds.New(), settings.Type, settings.Id, []);
        return new Login(await users.FindOrCreateAsync(appId, "normal", identity, cancellationToken), identity);
    }
}
