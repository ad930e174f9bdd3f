using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>A server whose users bring tokens.</summary>
internal sealed class TokenApp(AppServerFixture server) : IAsyncDisposable
{
    public AppServerFixture Server => server;

    public Task<WireReply> PostAsync(string token) => server.PostLoginAsync("custom-token", AuthRequests.Json(new { token }));

    public async Task<WireLogin> LogInAsync(string token) => WireLogin.From(await PostAsync(token));

    /// <summary>Asserts that the client is told nothing, and the operator this.</summary>
    public async Task AssertRefusedAsync(string token, string reason)
    {
        (await PostAsync(token)).AssertError(401, "AuthError", "unauthorized");
        Assert.EndsWith($"custom-token: a token was refused: {reason} ", server.Log.Entries.Last(), StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
