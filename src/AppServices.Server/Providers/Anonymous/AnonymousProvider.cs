using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Users;

namespace AppServices.Server.Providers.Anonymous;

/// <summary>Every login is a new user. Source: app-folder 2.1.</summary>
internal sealed class AnonymousProvider(ProviderSettings settings) : ILoginProvider
{
    public string Type => settings.Type;

    public CountedLogins Counted => CountedLogins.All;

    public Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new ProvenIdentity(new IdentityRecord(IdentityIds.New(), settings.Type, settings.Id, [])));
}
