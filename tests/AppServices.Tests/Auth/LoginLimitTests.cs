using System;
using System.Buffers.Binary;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Providers;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using AppServices.Tests.Endpoints;
using AppServices.Tests.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Who guesses passwords, or asks for mails and accounts without end, is stopped for a while (client-api 2.10).</summary>
public sealed class LoginLimitTests
{
    private const string Refused = "too many attempts; try again later";

    [Fact]
    public async Task An_account_is_locked_for_a_while_whether_it_exists_or_not()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings { FailuresByAccount = 3 });
        await server.RegisterAsync("mia@example.com", "correct horse");
        foreach (string email in (string[])["mia@example.com", "nobody@example.com"])
        {
            WireReply[] guesses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => LogInAsync(server, email, $"guess {i}")));
            Assert.Equal(3, guesses.Count(reply => (int)reply.Status == 401));
            Assert.Equal(5, guesses.Count(reply => (int)reply.Status == 429));
            WireReply refused = await LogInAsync(server, email.ToUpperInvariant(), "correct horse");
            refused.AssertError(429, null, Refused);
            Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After"))), 1, 30);
        }
        (await LogInAsync(server, "mia@example.com", "correct horse")).AssertError(429, null, Refused);
        await server.RegisterAsync("bob@example.com", "correct horse");
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("bob@example.com", "correct horse"));
    }

    [Fact]
    public async Task A_lock_outlasts_a_restart_and_is_paid_off_by_time()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings());
        var clock = new SettableClock();
        var failures = new Allowance("failures of test", 3, TimeSpan.FromSeconds(30));
        AttemptKey[] keys = [failures.Of("mia"), new Allowance("seldom", 100, TimeSpan.FromMilliseconds(0.5)).Of("mia")];
        for (int i = 0; i < 3; i++) Assert.Null(await Store().TakeAsync(keys, TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(30), await Store().TakeAsync(keys, TestContext.Current.CancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(30), await Store().AskAsync(keys, TestContext.Current.CancellationToken));
        Assert.Null(await Store().AskAsync([failures.Of("bob"), keys[1]], TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(TimeSpan.FromSeconds(1), await Store().AskAsync(keys, TestContext.Current.CancellationToken));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Store().TakeAsync(keys, TestContext.Current.CancellationToken));
        Assert.NotNull(await Store().TakeAsync(keys, TestContext.Current.CancellationToken));
        // What was tried all the same, at once with the others, has to be waited for, but not for ever.
        await Store().AddAsync(keys, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(60), await Store().AskAsync(keys, TestContext.Current.CancellationToken));
        for (int i = 0; i < 100; i++) await Store().AddAsync(keys, TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(120), await Store().AskAsync(keys, TestContext.Current.CancellationToken));
        // A clock that was wrong locks nobody out for ever.
        clock.Advance(TimeSpan.FromDays(-365));
        Assert.Equal(TimeSpan.FromSeconds(120), await Store().AskAsync(keys, TestContext.Current.CancellationToken));
        Assert.Equal(0, await SweepAsync());
        clock.Advance(TimeSpan.FromDays(365) + TimeSpan.FromMinutes(10));
        Assert.Equal(2, await SweepAsync());

        AttemptStore Store() => new(server.Data.Store, clock);
        Task<int> SweepAsync() => AttemptStore.SweepAsync(server.Data.Store, clock.GetUtcNow().UtcDateTime, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_address_may_fail_so_often_and_succeed_as_often_as_it_likes()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings { FailuresByAddress = 4 });
        await server.RegisterAsync("mia@example.com", "correct horse");
        for (int i = 0; i < 6; i++) await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"));
        for (int i = 0; i < 4; i++) Assert.Equal(401, (int)(await LogInAsync(server, $"u{i}@example.com", "wrong one")).Status);
        await AssertRefusedAsync(() => LogInAsync(server, "other@example.com", "wrong one"));
        Assert.Equal(200, (int)(await server.PostLoginAsync("anon-user", "{}")).Status);
    }

    [Theory]
    [InlineData("login", "auth/providers/api-key/login", """{"key":"TRY"}""")]
    [InlineData("login", "auth/providers/custom-function/login", """{"pin":"TRY"}""")]
    [InlineData("link", "auth/providers/api-key/login?link=true", """{"key":"TRY"}""")]
    [InlineData("Data API", "endpoint/data/v1/action/find", """{"dataSource":"none"}""", "apiKey: TRY")]
    [InlineData("endpoint", "endpoint/ask", "{}", "api-key: TRY")]
    [InlineData("webhook", "service/s/incoming_webhook/asked?secret=TRY", "{}")]
    [InlineData("signature", "service/s/incoming_webhook/signed", "{}", "X-Hook-Signature: sha256=TRY")]
    public async Task Keys_and_secrets_are_guessed_as_seldom_as_passwords(string kind, string path, string body, string headers = "")
    {
        using AppFolder folder = SecretApp();
        await using AppServerFixture server = await AppServerFixture.StartAsync(
            options => options with { Settings = options.Settings with { Logins = new LoginSettings { FailuresByAddress = 4 } } }, folder);
        WireLogin mia = await server.LogInNewEmailAsync("mia@example.com");
        string key = (await server.CreateKeyAsync(mia.RefreshToken, "key")).String("key");
        string right = kind switch { "webhook" => "4711", "signature" => RouteRequests.Sign("4711", "{}")["sha256=".Length..], _ => body.Contains("pin", StringComparison.Ordinal) ? "4711" : key };
        for (int i = 0; i < 6; i++) Assert.DoesNotContain((int)(await TryAsync(right)).Status, (int[])[401, 429]);
        for (int i = 0; i < 4; i++) Assert.Equal(401, (int)(await TryAsync($"{i}")).Status);
        await AssertRefusedAsync(() => TryAsync("4712"));
        (await TryAsync(right)).AssertError(429, null, Refused);
        Assert.Equal(200, (int)(await server.PostLoginAsync("anon-user", "{}")).Status);

        Task<WireReply> TryAsync(string guess) => server.AskAsync(
            "POST", WireRequests.Api + AuthApp.Path + "/" + Fill(path, guess),
            Fill(headers, guess) + (kind == "link" ? "Authorization: Bearer " + mia.AccessToken : ""), Fill(body, guess));

        static string Fill(string text, string guess) => text.Replace("TRY", guess, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_anonymous_users_are_limited_as_registrations_are()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings { RequestsByAddress = 5 });
        for (int i = 0; i < 4; i++) await server.LogInAsync();
        Assert.Equal(201, (int)(await server.RegisterAsync("mia@example.com", "correct horse")).Status);
        await AssertRefusedAsync(() => server.PostLoginAsync("anon-user", "{}"));
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"));
    }

    [Fact]
    public async Task Registrations_and_mails_are_limited()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings { RequestsByAddress = 6, RequestsByAccount = 2 });
        const string Path = "/app/shop-qwert/auth/providers/local-userpass/";
        foreach (int status in (int[])[404, 404, 429])
            Assert.Equal(status, (int)(await server.SendAsync("POST", Path + "reset/send", json: """{"email":"nobody@example.com"}""")).Status);
        for (int i = 0; i < 3; i++) Assert.Equal(201, (int)(await server.RegisterAsync($"u{i}@example.com", "correct horse")).Status);
        int next = 3;
        await AssertRefusedAsync(() => server.RegisterAsync($"u{next++}@example.com", "correct horse"));
    }

    [Fact]
    public async Task A_hash_by_weaker_rules_is_made_anew_at_the_next_login()
    {
        await using AppServerFixture server = await StartAsync(new LoginSettings());
        await server.RegisterAsync("mia@example.com", "correct horse");
        AccountStore accounts = server.Users().Accounts;
        AccountRecord account = (await accounts.FindAsync(AppServerFixture.QuickstartAppId, "mia@example.com", TestContext.Current.CancellationToken))!;
        string weak = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = AppServerFixture.HashRounds / 2 })).HashPassword(this, "correct horse");
        await accounts.ChangeAsync(account, account with { PasswordHash = weak }, TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)(await LogInAsync(server, "mia@example.com", "wrong one")).Status);
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"));
        account = (await accounts.FindAsync(AppServerFixture.QuickstartAppId, "mia@example.com", TestContext.Current.CancellationToken))!;
        Assert.NotEqual(weak, account.PasswordHash);
        Assert.Equal(AppServerFixture.HashRounds, RoundsOf(account.PasswordHash));
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"));
    }

    [Fact]
    public async Task Rounds_are_as_many_as_OWASP_wants_unless_the_operator_wants_others()
    {
        Assert.Equal(220_000, new LoginSettings().HashRounds);
        Assert.Equal(220_000, RoundsOf(PasswordHashes.Create("correct horse")));
        foreach (LoginSettings settings in (LoginSettings[])[new(), new() { HashRounds = 2_000 }])
        {
            using var hashes = new PasswordHashes(settings);
            string hash = await hashes.CreateAsync("correct horse", TestContext.Current.CancellationToken);
            Assert.Equal(settings.HashRounds, RoundsOf(hash));
            Assert.Equal(new PasswordCheck(true, null), await hashes.VerifyAsync(hash, "correct horse", TestContext.Current.CancellationToken));
            foreach (string? other in (string?[])[hash, null, ""])
                Assert.Equal(new PasswordCheck(false, null), await hashes.VerifyAsync(other, "the password of no account", TestContext.Current.CancellationToken));
        }
    }

    private static AppFolder SecretApp() => AuthApp.Create(
        [.. AuthApp.Simple, AuthApp.Provider("custom-function", "\"config\":{\"authFunctionName\":\"who\"}")],
        AuthApp.Function("who", "exports = ({ pin }) => { if (pin !== '4711') throw 'wrong'; return 'mia'; };"), AuthApp.Function("ask", "exports = () => 1;"),
        AuthApp.Private("who"),
        ("https_endpoints/config.json", """[{"route":"/ask","http_method":"POST","function_name":"ask","respond_result":true}]"""),
        ("https_endpoints/data_api_config.json", """{"disabled":false,"versions":["v1"],"return_type":"JSON"}"""),
        ("services/s/config.json", """{"name":"s","type":"http"}"""),
        ("services/s/incoming_webhooks/asked/config.json", """{"name":"asked","options":{"secret":"4711","validationMethod":"SECRET_AS_QUERY_PARAM"}}"""),
        ("services/s/incoming_webhooks/asked/source.js", "exports = () => 1;"),
        ("services/s/incoming_webhooks/signed/config.json", """{"name":"signed","options":{"secret":"4711","validationMethod":"VERIFY_PAYLOAD"}}"""),
        ("services/s/incoming_webhooks/signed/source.js", "exports = () => 1;"));

    private static int RoundsOf(string hash) => BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5));

    // Every few seconds one more is let through, on a slow machine before the next is tried.
    private static async Task AssertRefusedAsync(Func<Task<WireReply>> attempt)
    {
        WireReply reply = await attempt();
        for (int i = 0; i < 50 && (int)reply.Status != 429; i++) reply = await attempt();
        reply.AssertError(429, null, Refused);
    }

    private static Task<AppServerFixture> StartAsync(LoginSettings logins) =>
        AppServerFixture.StartAsync(options => options with { Settings = options.Settings with { Logins = logins } });

    private static Task<WireReply> LogInAsync(AppServerFixture server, string email, string password) =>
        server.PostLoginAsync("local-userpass", WireRequests.EmailBody(email, password));
}
