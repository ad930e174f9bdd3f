using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>Tests with a server of their own that serves <see cref="DocumentApp"/>, and a user who is logged in.</summary>
public abstract class DocumentServerTests : IAsyncLifetime
{
    private readonly AppFolder _app = DocumentApp.Create();

    private protected AppServerFixture Server { get; private set; } = null!;

    private protected string AccessToken { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await AppServerFixture.StartAsync(_app);
        AccessToken = await DocumentApp.LogInAsync(Server);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _app.Dispose();
        System.GC.SuppressFinalize(this);
    }
}
