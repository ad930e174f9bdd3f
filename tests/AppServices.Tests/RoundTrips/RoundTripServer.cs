using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.RoundTrips;

/// <summary>A server with <see cref="RoundTripApp"/>, and a user who is logged in.</summary>
public sealed class RoundTripServer : IAsyncLifetime
{
    private readonly AppFolder _app = RoundTripApp.Create(CanonicalValues.Array(CanonicalValues.Edges));

    internal AppServerFixture Server { get; private set; } = null!;

    internal string AccessToken { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await AppServerFixture.StartAsync(_app);
        AccessToken = await DocumentApp.LogInAsync(Server);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _app.Dispose();
    }
}
