using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Logs;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestStore = AppServices.Tests.Storage.TestStore;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>The log of an app: what is noted, what never is, how it is read, how much is kept (admin-api 6).</summary>
public sealed class LogsTests(LogsTests.Servers servers) : IClassFixture<LogsTests.Servers>
{
    private const string Hidden = "hunter2-hunter2";
    private const string Id = "test-abcde";

    private static readonly int[] s_read = [100, 107, 130];

    private AppServerFixture Server => servers.First;

    [Fact]
    public async Task What_happens_is_noted_by_its_kind_and_no_secret_with_it()
    {
        (AdminClient admin, string logs) = await SignInAsync(Server);
        Assert.Equal(201, (int)(await Server.RegisterAsync("a@example.com", Hidden, Id)).Status);
        WireLogin login = await Server.LogInAsync("local-userpass", WireRequests.EmailBody("a@example.com", Hidden), Id);
        await Server.PostLoginAsync("local-userpass", WireRequests.EmailBody("a@example.com", Hidden + "x"), Id);
        await Server.CallAsync(login.AccessToken, "hello", $"[\"{Hidden}\"]", Id);
        WireReply boom = await Server.CallAsync(login.AccessToken, "boom", "[]", Id);
        Assert.Equal(200, (int)(await Server.Http.GetAsync($"/app/{Id}/endpoint/out?secret={Hidden}", Token)).StatusCode);
        using var hook = new HttpRequestMessage(HttpMethod.Post, $"{WireRequests.Api}/app/{Id}/service/s/incoming_webhook/one?secret={Hidden}");
        hook.Headers.Add("X-Key", Hidden);
        hook.Content = new StringContent($$"""{"password":"{{Hidden}}"}""");
        Assert.Equal(200, (int)(await Server.SendAsync(hook)).Status);
        string key = (await Server.SendAsync("POST", "/auth/api_keys", login.RefreshToken, """{"name":"k"}""")).String("key");
        await Server.PostLoginAsync("api-key", $$"""{"key":"{{key}}"}""", Id);
        await admin.ExpectAsync(200, "POST", logs[..^5] + "/debug/execute_function?run_as_system=true", """{"name":"hello","arguments":[]}""");

        JsonElement[] entries = await ReadAsync(admin, logs, "");
        string text = JsonSerializer.Serialize(entries);
        foreach (string secret in new[] { Hidden, key, login.AccessToken, login.RefreshToken }) Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.All(entries, entry => Assert.Matches("^[0-9a-f]{24}$", entry.GetProperty("_id").GetString()!));
        JsonElement[] mine = [.. entries.Where(entry => Text(entry, "user_id") == login.UserId)];
        JsonElement hello = Assert.Single(mine, entry => Text(entry, "function_name") == "hello");
        Assert.Equal(["FUNCTION", "POST", $"{WireRequests.Api}/app/{Id}/functions/call", "127.0.0.1", "", "hello"], [
            Text(hello, "type"), Text(hello, "request_method"), Text(hello, "request_url"), Text(hello, "remote_ip_address"),
            hello.GetProperty("function_call").GetProperty("service").GetString()!, hello.GetProperty("function_call").GetProperty("name").GetString()!]);
        Assert.Equal(["hello 1", "careful"], hello.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!));
        Assert.Equal(200, hello.GetProperty("status").GetInt32());
        Assert.False(hello.TryGetProperty("error", out _));
        JsonElement[] functions = [.. (await admin.ExpectAsync(200, "GET", logs[..^5] + "/functions")).Json.EnumerateArray()];
        Assert.Contains(functions, function => Text(function, "_id") == Text(hello, "function_id") && Text(function, "name") == "hello");
        JsonElement failed = Assert.Single(mine, entry => Text(entry, "function_name") == "boom");
        Assert.Equal(["FunctionExecutionError", boom.String("error"), "400"], [Text(failed, "error_code"), Text(failed, "error"), failed.GetProperty("status").GetRawText()]);
        Assert.EndsWith(Text(failed, "co_id"), boom.String("link"), StringComparison.Ordinal);
        Assert.Equal(
            ["LOGIN api-key False", "LOGIN local-userpass False"],
            mine.Where(entry => Text(entry, "type") == "AUTH").Select(Event).Order());
        Assert.Contains(entries, entry => Text(entry, "type") == "AUTH" && Event(entry) == "LOGIN local-userpass True" && Text(entry, "error_code") == "InvalidPassword");
        Assert.Contains(entries, entry => Text(entry, "type") == "AUTH" && Event(entry) == "REGISTER local-userpass False");
        JsonElement route = Assert.Single(entries, entry => Text(entry, "endpoint_route") == "/out");
        Assert.Equal(["ENDPOINT", "hello"], [Text(route, "type"), Text(route, "function_name")]);
        JsonElement[] endpoints = [.. (await admin.ExpectAsync(200, "GET", logs[..^5] + "/endpoints")).Json.EnumerateArray()];
        Assert.Equal(Text(Assert.Single(endpoints), "_id"), Text(route, "endpoint_id"));
        Assert.Equal("one", Text(Assert.Single(entries, entry => Text(entry, "type") == "WEBHOOK"), "incoming_webhook_name"));
        Assert.Single(entries, entry => Text(entry, "type") == "API_KEY");
        Assert.Single(entries, entry => Text(entry, "type") == "FUNCTION" && Text(entry, "request_url").Contains("/debug/", StringComparison.Ordinal));

        JsonElement trigger = await FindAsync(admin, logs, "?type=AUTH_TRIGGER,DB_TRIGGER");
        Assert.Equal(["joined", "welcome"], [Text(trigger, "event_subscription_name"), Text(trigger, "function_name")]);
        Assert.Equal(["welcome"], trigger.GetProperty("messages").EnumerateArray().Select(line => line.GetString()!));
        JsonElement[] triggers = [.. (await admin.ExpectAsync(200, "GET", logs[..^5] + "/triggers")).Json.EnumerateArray()];
        Assert.Equal(Text(Assert.Single(triggers), "_id"), Text(trigger, "event_subscription_id"));

        Assert.All(await ReadAsync(admin, logs, "?errors_only=false&type=FUNCTION"), entry => Assert.Equal("boom", Text(entry, "function_name")));
        Assert.Equal(Text(failed, "_id"), Text(Assert.Single(await ReadAsync(admin, logs, $"?co_id={Text(failed, "co_id")}")), "_id"));
        Assert.Equal("hello", Text(Assert.Single(await ReadAsync(admin, logs, $"?user_id={login.UserId}&function_name=hello")), "function_name"));
        Assert.Empty(await ReadAsync(admin, logs, "?start_date=" + Uri.EscapeDataString(DateTimeOffset.UtcNow.AddSeconds(1).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", null))));
    }

    [Fact]
    public async Task Pages_have_every_entry_once_over_both_servers()
    {
        (AdminClient admin, string logs) = await SignInAsync(Server);
        WireLogin login = await Server.LogInAsync(appId: Id);
        for (int i = 0; i < 13; i++)
            await Task.WhenAll(Enumerable.Range(0, 10).Select(number => (number % 2 == 0 ? Server : servers.Second).CallAsync(login.AccessToken, "hello", "[]", Id)));
        await (await SignInAsync(servers.Second)).Admin.ExpectAsync(200, "GET", logs);       // which has it write what waits
        string mine = $"?user_id={login.UserId}&type=FUNCTION";
        var ids = new List<string>();
        var times = new List<DateTime>();
        string next = "";
        for (int page = 0; page < 3; page++)
        {
            WireReply reply = await admin.ExpectAsync(200, "GET", logs + mine + next + (page == 1 ? "&limit=7" : ""));
            ids.AddRange(reply.Json.GetProperty("logs").EnumerateArray().Select(entry => Text(entry, "_id")));
            times.AddRange(reply.Json.GetProperty("logs").EnumerateArray().Select(entry => entry.GetProperty("completed").GetDateTime()));
            Assert.Equal(s_read[page], ids.Count);
            Assert.Equal(page < 2, reply.Json.TryGetProperty("nextEndDate", out JsonElement end));
            if (page < 2) next = $"&end_date={end.GetString()}&skip={reply.Json.GetProperty("nextSkip").GetInt32()}";
        }
        Assert.Equal(130, ids.Distinct().Count());
        Assert.Equal(times.OrderDescending(), times);
        Assert.Empty(await ReadAsync(admin, logs, mine + "&skip=130"));
        DateTime newest = times[0];
        Assert.Empty(await ReadAsync(admin, logs, $"{mine}&start_date={newest:yyyy-MM-ddTHH:mm:ss.fffZ}"));
        Assert.NotEmpty(await ReadAsync(admin, logs, $"{mine}&start_date={newest.AddMilliseconds(-1):yyyy-MM-ddTHH:mm:ss.fffZ}"));
    }

    [Fact]
    public async Task What_an_app_did_is_measured_hour_by_hour()
    {
        await using AppServerFixture server = await AppServerFixture.StartAsync();
        (AdminClient admin, string logs) = await SignInAsync(server);
        WireReply login = await server.PostLoginAsync("anon-user");
        long bytes = login.Text.Length;
        for (int i = 0; i < 3; i++) bytes += (await server.CallAsync(login.String("access_token"), "sum", "[1,2]")).Text.Length;
        await server.CallAsync(login.String("access_token"), "nothing");
        string measurements = logs[..^5] + "/measurements", metrics = logs[..^5] + "/metrics";
        JsonElement month = (await admin.ExpectAsync(200, "GET", measurements)).Json;
        Assert.Equal("request_count 5", Values(month)[0]);
        Assert.Matches("^compute_time 0([.][0-9]+)?$", Values(month)[1]);
        Assert.Matches("^data_out 0[.]0000[0-9]+$", Values(month)[2]);
        Assert.Equal("sync_time 0", Values(month)[3]);
        Assert.Equal(Values(month), Values((await admin.ExpectAsync(200, "GET", "/measurements")).Json));
        string range = $"?start={DateTime.UtcNow.AddHours(-2):yyyy-MM-ddTHH:00:00Z}&end={DateTime.UtcNow:O}&granularity=PT1H";
        Assert.Equal("request_count 0,0,5", Values((await admin.ExpectAsync(200, "GET", measurements + range)).Json)[0]);
        const string Named = "&metrics=SDK_SUCCESSFUL_REQUESTS&metrics=SDK_FAILED_REQUESTS,AUTH_SUCCESSFUL_REQUESTS,AUTH_EGRESS_BYTES,SDK_EGRESS_BYTES";
        JsonElement[] named = [.. (await admin.ExpectAsync(200, "GET", metrics + range + Named)).Json.GetProperty("measurements").EnumerateArray()];
        Dictionary<string, long> hour = named.ToDictionary(
            one => Text(one, "name"), one => (long)Math.Round(one.GetProperty("data_points")[2].GetProperty("value").GetDouble() * 3600));
        Assert.Equal((1, 3, 1), (hour["AUTH_SUCCESSFUL_REQUESTS"], hour["SDK_SUCCESSFUL_REQUESTS"], hour["SDK_FAILED_REQUESTS"]));
        Assert.Equal(login.Text.Length, hour["AUTH_EGRESS_BYTES"]);
        Assert.InRange(hour["AUTH_EGRESS_BYTES"] + hour["SDK_EGRESS_BYTES"], bytes + 1, bytes + 1000);
        Assert.Equal(23, Values((await admin.ExpectAsync(200, "GET", metrics + range)).Json).Length);
        foreach (string wrong in new[] { "", "?start=2026-01-01&end=2026-01-02", range + "&metrics=SYNC_MINUTES", range.Replace("PT1H", "PT5M", StringComparison.Ordinal) })
            await admin.ExpectAsync(400, "GET", metrics + wrong);
        foreach (string wrong in new[] { "?granularity=PT1M", "?granularity=x", "?start=2020-01-01&granularity=PT1H", "?end=2020-01-01" })
            await admin.ExpectAsync(400, "GET", measurements + wrong);

        static string[] Values(JsonElement reply) =>
        [
            .. reply.GetProperty("measurements").EnumerateArray().Select(one =>
                $"{Text(one, "name")} {string.Join(',', one.GetProperty("data_points").EnumerateArray().Select(point => point.GetProperty("value").GetDouble().ToString("0.##########", null)))}"),
        ];
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("skip=-1")]
    [InlineData("start_date=yesterday")]
    public async Task A_wrong_query_is_refused(string query)
    {
        (AdminClient admin, string logs) = await SignInAsync(Server);
        Assert.Contains(query.Split('=')[0], (await admin.ExpectAsync(400, "GET", $"{logs}?{query}")).String("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_oldest_entries_make_room_and_none_becomes_too_old()
    {
        await using var data = new TestStore();
        var clock = new SettableClock();
        var store = new LogStore(data.Store, new LogSettings(Days: 2, Megabytes: 1), clock);
        await WriteAsync(store, clock, "a", 600);
        clock.Advance(TimeSpan.FromDays(1));
        await WriteAsync(store, clock, "b", 10);
        for (int i = 0; i < 3; i++) await WriteAsync(store, clock, "a", 600);
        List<string> kept = await IdsAsync(store, "a");
        Assert.InRange(kept.Count, 300, 600);
        Assert.InRange(kept.Count * 1900, 500_000, 1024 * 1024);
        Assert.Equal(10, (await IdsAsync(store, "b")).Count);
        clock.Advance(TimeSpan.FromDays(3));
        Assert.Empty(await IdsAsync(store, "b"));
        await store.SweepAsync(Token);
        foreach (string collection in new[] { "logs", "log_sizes" })
            Assert.Equal(0, await data.Store.ReadOneAsync(session => session.CountAsync(new StateSchema(collection, [], []).FullName, new StoreQuery(StoreFilter.Everything), Token), Token));
    }

    [Fact]
    public async Task Who_makes_an_entry_never_waits_and_what_is_left_out_is_counted()
    {
        await using var data = new TestStore();
        var log = new ServerLog();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(log));
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics = new CallMetrics(services.GetRequiredService<IMeterFactory>());
        await using (var writer = new LogWriter(new LogStore(data.Store, new LogSettings(), TimeProvider.System), metrics, factory))
        {
            // Longer than any write of the log takes.
            await data.Store.WriteAsync(
                session =>
                {
                    for (int i = 0; i < 10_000; i++) writer.Add(new LogEntry(LogTypes.Function, "", DateTime.UtcNow) { AppId = "a", Completed = DateTime.UtcNow });
                    return ValueTask.FromResult(true);
                },
                Token);
        }
        Assert.Contains(log.Entries, line => line.Contains("were left out", StringComparison.Ordinal));
        Assert.InRange((await IdsAsync(new LogStore(data.Store, new LogSettings(), TimeProvider.System), "a")).Count, 4096, 9999);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task WriteAsync(LogStore store, SettableClock clock, string app, int count) => store.WriteAsync(
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var entry = new LogEntry(LogTypes.Function, "", clock.GetUtcNow().UtcDateTime) { AppId = app, Completed = clock.GetUtcNow().UtcDateTime };
                entry.Fail(null, new string('x', 1800));
                return entry;
            }),
        ],
        Token);

    private static async Task<List<string>> IdsAsync(LogStore store, string app) =>
        [.. (await store.ReadAsync(app, new LogQuery(null, null, [], 0, int.MaxValue), Token)).Entries.Select(entry => entry["_id"].AsString)];

    private static async Task<(AdminClient Admin, string Logs)> SignInAsync(AppServerFixture server)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        JsonElement app = (await admin.ExpectAsync(200, "GET", "/apps")).Json.EnumerateArray().Single();
        return (admin, $"/apps/{Text(app, "_id")}/logs");
    }

    private static async Task<JsonElement[]> ReadAsync(AdminClient admin, string logs, string query) =>
        [.. (await admin.ExpectAsync(200, "GET", logs + query)).Json.GetProperty("logs").EnumerateArray()];

    // Triggers come when they come.
    private static async Task<JsonElement> FindAsync(AdminClient admin, string logs, string query)
    {
        while (true)
        {
            if (await ReadAsync(admin, logs, query) is [var first, ..]) return first;
            await Task.Delay(20, Token);
        }
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private static string Event(JsonElement entry)
    {
        JsonElement auth = entry.GetProperty("auth_event");
        return $"{Text(auth, "type")} {Text(auth, "provider")} {auth.GetProperty("failed").GetBoolean()}";
    }

    /// <summary>Two servers on one data folder.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("data-");
        private readonly AppFolder _folder = AppFolder.WithFunction("hello", "exports = () => { console.log('hello', 1); console.warn('careful'); return 1; };")
            .Write("functions/boom.js", "exports = () => { throw new Error('it broke'); };")
            .Write("functions/welcome.js", "exports = () => { console.log('welcome'); };")
            .Write("functions/config.json", """[{"name":"hello","run_as_system":true},{"name":"boom"},{"name":"welcome","private":true}]""")
            .Write("https_endpoints/config.json", """[{"route":"/out","http_method":"GET","function_name":"hello","respond_result":true,"validation_method":"NO_VALIDATION"}]""")
            .Write("services/s/config.json", """{"name":"s","type":"http"}""")
            .Write("services/s/incoming_webhooks/one/config.json", """{"name":"one","respond_result":true,"run_as_authed_user":false}""")
            .Write("services/s/incoming_webhooks/one/source.js", "exports = () => 1;")
            .Write("triggers/joined.json", """{"name":"joined","type":"AUTHENTICATION","config":{"operation_type":"CREATE","providers":["local-userpass"]},"event_processors":{"FUNCTION":{"config":{"function_name":"welcome"}}}}""");

        public AppServerFixture First { get; private set; } = null!;

        public AppServerFixture Second { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            First = await AppServerFixture.StartAsync(options => options with { DataFolder = _data.FullName }, _folder);
            Second = await AppServerFixture.StartAsync(options => options with { DataFolder = _data.FullName }, _folder);
        }

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            _folder.Dispose();
            _data.Delete(recursive: true);
        }
    }
}
