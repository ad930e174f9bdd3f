using System;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>How long tokens and sessions live (client-api 3.2, 3.3), by a clock that the tests move.</summary>
public sealed class TokenExpiryTests
{
    private const string Email = "life@example.com";
    private const string Password = "correct horse";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_access = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan s_session = TimeSpan.FromDays(60);

    [Theory]
    [InlineData("anon-user", 1800, 1_576_800_000)]
    [InlineData("local-userpass", 1800, 5_184_000)]
    public async Task Lifetimes_are_right_to_the_second(string provider, long access, long refresh)
    {
        var clock = new SettableClock { Step = TimeSpan.FromMilliseconds(1) };
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        await server.RegisterAsync(Email, Password);
        WireLogin login = await server.LogInAsync(provider, WireRequests.EmailBody(Email, Password));
        Assert.Equal((access, refresh), (Lifetime(login.AccessClaims), Lifetime(login.RefreshClaims)));
    }

    [Theory]
    [InlineData("GET", "/auth/profile")]
    [InlineData("DELETE", "/auth/delete")]
    [InlineData("POST", "/app/shop-qwert/functions/call")]
    public async Task An_expired_access_token_tells_clients_to_refresh(string method, string path)
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        WireLogin login = await server.LogInAsync();

        clock.Advance(s_access - s_second);
        Assert.Equal(200, (int)(await server.CallAsync(login.AccessToken, "sum")).Status);
        clock.Advance(s_second);
        (await server.SendAsync(method, path, login.AccessToken, "{}")).AssertError(401, "InvalidSession", "invalid session: access token expired");
    }

    [Fact]
    public async Task A_refreshed_access_token_lives_its_own_half_hour()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        WireLogin login = await server.LogInAsync();

        clock.Advance(s_access);
        string refreshed = (await server.SendAsync("POST", "/auth/session", login.RefreshToken)).String("access_token");
        clock.Advance(s_access - s_second);
        Assert.Equal(200, (int)(await server.CallAsync(refreshed, "sum")).Status);
        clock.Advance(s_second);
        Assert.Equal(401, (int)(await server.CallAsync(refreshed, "sum")).Status);
    }

    [Fact]
    public async Task A_session_ends_in_time_however_often_it_is_refreshed()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        WireLogin login = await server.LogInNewEmailAsync(Email, Password);

        clock.Advance(s_session - s_second);
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        clock.Advance(s_second);
        (await server.SendAsync("POST", "/auth/session", login.RefreshToken))
            .AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
        Assert.Equal(login.UserId, (await server.LogInAsync("local-userpass", WireRequests.EmailBody(Email, Password))).UserId);
    }

    [Fact]
    public async Task The_session_of_an_anonymous_user_who_cannot_come_back_goes_on_as_long_as_it_is_used()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        WireLogin login = await server.LogInAsync();
        for (int times = 0; times < 5; times++)
        {
            clock.Advance(TimeSpan.FromDays(88));
            Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", login.RefreshToken)).Status);
        }
        clock.Advance(TimeSpan.FromDays(90));
        (await server.SendAsync("POST", "/auth/session", login.RefreshToken))
            .AssertError(401, "InvalidSession", "invalid session: failed to find refresh token");
    }

    // GetInt64 refuses 1.8e3 and "1800", which core clients refuse too.
    private static long Lifetime(JsonElement claims) => claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
}
