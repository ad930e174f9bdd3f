using System;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>What a stream does when the access token that opened it ends, by a clock that the tests move.</summary>
public sealed class WatchRenewalTests : IAsyncLifetime
{
    private readonly WatchedApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_goes_on_with_the_rights_of_that_time()
    {
        WireLogin login = await _app.Server.LogInNewEmailAsync("mia@example.com");
        using WatchClient stream = await _app.WatchAsync(login.AccessToken, "secrets");
        Assert.Equal(2, await SeenAsync(1));
        await _app.KeepLevelAsync(login.UserId, 3);
        Assert.Equal(4, await SeenAsync(3));        // the token that opened it says nothing of the level
        _app.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(5, await SeenAsync(5));
        Assert.Equal(6, (await stream.ReadAsync())["documentKey"]["_id"]);
        await _app.KeepLevelAsync(login.UserId, 0);
        _app.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(8, await SeenAsync(7));

        // Which of two documents is seen first: one that takes a level, or the next one, which is open to all.
        async Task<BsonValue> SeenAsync(int id)
        {
            await _app.InsertAsync("secrets", new BsonDocument("_id", id));
            await _app.InsertAsync("secrets", new BsonDocument { ["_id"] = id + 1, ["open"] = true });
            return (await stream.ReadAsync())["documentKey"]["_id"];
        }
    }

    [Fact]
    public async Task It_ends_when_the_session_has_ended_in_time()
    {
        WireLogin login = await _app.Server.LogInNewEmailAsync("mia@example.com");
        using WatchClient stream = await _app.WatchAsync(login.AccessToken, "items");
        _app.Clock.Advance(TimeSpan.FromDays(59));
        await _app.InsertAsync("items", new BsonDocument("_id", 1));
        Assert.Equal(1, (await stream.ReadAsync())["documentKey"]["_id"]);
        _app.Clock.Advance(TimeSpan.FromDays(1));
        await stream.AssertEndsAsync("InvalidSession", "invalid session: failed to find refresh token");
    }
}
