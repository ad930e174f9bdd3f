using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Cleanup;
using AppServices.Server.Mail;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What becomes of that which nobody can use any more (client-api 3.10).</summary>
public sealed class CleanupTests
{
    private const string Email = "mia@example.com";
    private const string Password = "correct horse";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_nobody_can_use_any_more_goes_and_all_else_stays()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        var users = UserDirectory.Open(server.Data.Store, clock);
        await server.RegisterAsync(Email, Password);
        WireLogin mia = await server.LogInAsync("local-userpass", WireRequests.EmailBody(Email, Password));
        AccountRecord account = (await users.Accounts.FindAsync(AppServerFixture.QuickstartAppId, Email, Token))!;
        await users.AccountTokens.IssueAsync(account, AccountTokenPurpose.Reset, Token);
        string device = (await users.Devices.ListAsync(mia.UserId, Token)).Single().Id;
        await users.Push.RegisterAsync(new PushRegistration(mia.UserId, device, "gcm", "token"), Token);
        WireLogin idle = await server.LogInAsync(), gone = await server.LogInAsync(), used = await server.LogInAsync(), keyed = await server.LogInAsync();
        foreach (WireLogin login in new[] { gone, keyed })
            Assert.Equal(204, (int)(await server.SendAsync("DELETE", "/auth/session", login.RefreshToken)).Status);
        await users.ApiKeys.CreateAsync(AppServerFixture.QuickstartAppId, keyed.UserId, "key", Token);

        string outbox = Directory.CreateDirectory(Path.Combine(server.Data.Path, "outbox")).FullName;
        foreach ((string name, int days) in new[] { ("old.eml", 0), ("new.eml", 60) })
        {
            File.WriteAllText(Path.Combine(outbox, name), "");
            File.SetLastWriteTimeUtc(Path.Combine(outbox, name), (clock.GetUtcNow() + TimeSpan.FromDays(days)).UtcDateTime);
        }

        foreach ((string pending, string identity) in new[]
        {
            ("old@example.com", $"{ObjectId.GenerateNewId()}-abc"), ("young@example.com", $"{ObjectId.GenerateNewId((clock.GetUtcNow() + TimeSpan.FromDays(40)).UtcDateTime)}-abc"),
            ("other@example.com", "elsewhere"),
        })
            await users.Accounts.AddAsync(new AccountRecord(AppServerFixture.QuickstartAppId, pending, "", identity, IsConfirmed: false), Token);

        clock.Advance(TimeSpan.FromDays(61));
        Assert.Equal(new CleanupResult(Sessions: 1, Devices: 3, PushRegistrations: 1, Tokens: 1, AnonymousUsers: 0, PendingUsers: 1, Mails: 1), await RunAsync(server, clock));
        Assert.Equal(["new.eml"], Directory.EnumerateFiles(outbox).Select(Path.GetFileName));
        clock.Advance(TimeSpan.FromDays(19));
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", used.RefreshToken)).Status);
        clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(new CleanupResult(Sessions: 1, Devices: 1, PushRegistrations: 0, Tokens: 0, AnonymousUsers: 2, PendingUsers: 1, Mails: 1), await RunAsync(server, clock));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False((await RunAsync(server, clock))!.IsAny);

        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", used.RefreshToken)).Status);
        Assert.Equal(mia.UserId, (await server.LogInAsync("local-userpass", WireRequests.EmailBody(Email, Password))).UserId);
        Assert.Null(await users.Users.FindAsync(idle.UserId, Token));
        Assert.Null(await users.Users.FindAsync(gone.UserId, Token));
        Assert.NotNull(await users.Users.FindAsync(keyed.UserId, Token));
    }

    [Fact]
    public async Task Many_go_in_pieces_while_others_write_and_of_several_servers_one_does_it()
    {
        var clock = new SettableClock();
        await using AppServerFixture server = await AppServerFixture.StartAsync(clock);
        IDataStore store = server.Data.Store;
        var identity = new IdentityRecord("1", ProviderTypes.EmailPassword, "", []);
        DateTimeOffset now = clock.GetUtcNow() + TimeSpan.FromDays(1);
        await store.WriteAsync(
            [.. Enumerable.Range(0, 1203).Select(i => SessionStore.Adding(new SessionRecord(
                ObjectId.GenerateNewId().ToString(), "app", "domain", "user", "device", identity, now.AddSeconds(i % 2 == 0 ? -1 : 1))))],
            Token);
        File.WriteAllText(Path.Combine(server.Data.Path, "servers", $"{ObjectId.GenerateNewId()}.lock"), "");
        // The server's own clean-up would wake by the server's clock, and take a piece.
        var later = new SettableClock();
        later.Advance(TimeSpan.FromDays(1));
        Task<WireLogin> login = server.LogInAsync();

        CleanupResult?[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync(server, later), Token)));

        Assert.Equal(602, Assert.Single(results, result => result is not null)!.Sessions);
        Assert.Equal(201, (int)(await server.SendAsync("POST", "/auth/session", (await login).RefreshToken)).Status);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(server.Data.Path, "servers")));
    }

    private static async Task<CleanupResult?> RunAsync(AppServerFixture server, TimeProvider clock)
    {
        var lifetimes = new TokenLifetimes(TimeSpan.FromMinutes(30), TimeSpan.FromDays(60));
        using var presence = new ServerPresence(server.Data.Path);
        var mailer = new OutboxMailer(Path.Combine(server.Data.Path, "outbox"), clock, NullLogger.Instance);
        var keys = new SigningKeys(server.Data.KeyStore, server.Data.SigningKeys, clock);
        return await new DataCleanup(
            server.Data.Store, UserDirectory.Open(server.Data.Store, clock), mailer, lifetimes, keys, new CleanupSettings(), presence,
            clock).RunAsync(Token);
    }
}
