using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>A server with <see cref="DocumentApp"/> and a user who is logged in, for all tests of a class: each has a collection of its own.</summary>
public sealed class DocumentServer : IAsyncLifetime
{
    private readonly AppFolder _app = DocumentApp.Create();

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
