using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>
/// Whatever the way to the server does to a request, the caller gets its result or one clear error, nothing that writes is sent twice,
/// and the session goes on.
/// </summary>
public sealed class FaultyProxyTests(FaultyProxyTests.Service service) : IClassFixture<FaultyProxyTests.Service>
{
    private static readonly Dictionary<string, string> s_requests = new()
    {
        ["function"] = "POST /functions/call",
        ["find"] = "GET /functions/call",
        ["watch"] = "GET /functions/call",
        ["login"] = "POST /login",
        ["refresh"] = "POST /auth/session",
    };

    public static IEnumerable<TheoryDataRow<string, ProxyFault>> Cases =>
        from action in s_requests.Keys
        from fault in Enum.GetValues<ProxyFault>()
        // A stream has no length that could be too long, and may be silent for as long as nothing changes.
        where action != "watch" || fault is not (ProxyFault.LengthTooLong or ProxyFault.SilenceWithinReplyBody)
        select new TheoryDataRow<string, ProxyFault>(action, fault);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_fault_is_one_clear_error_and_leaves_the_session_usable(string action, ProxyFault fault)
    {
        bool isRead = s_requests[action].StartsWith("GET", StringComparison.Ordinal);
        var options = new RequestOptions
        {
            Timeout = fault == ProxyFault.SilenceWithinReplyBody ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(60),
            RetryInterval = TimeSpan.Zero,
        };

        if (fault == ProxyFault.ResetAtConnect)
        {
            service.Proxy.ClosesNext = true;
            await service.RunAsync("function", RequestOptions.Default);
        }
        service.Proxy.Arm(fault, s_requests[action]);
        Exception? error = await Record.ExceptionAsync(() => service.RunAsync(action, options));

        int seen = service.Proxy.Seen;
        if (fault is ProxyFault.None or ProxyFault.Drip) Assert.Null(error);
        // What only reads may have been asked for again.
        if (error is not null || !isRead)
        {
            var failure = fault is ProxyFault.None or ProxyFault.Drip ? null : Assert.IsType<AppServicesException>(error);
            if (failure is not null) Assert.Contains(failure.Code, Expected(fault));
            Assert.InRange(seen, fault == ProxyFault.ResetAtConnect ? 0 : 1, 1);
        }
        await service.RunAsync(action, RequestOptions.Default);
        await service.RunAsync("function", RequestOptions.Default);
    }

    private static string[] Expected(ProxyFault fault) => fault switch
    {
        ProxyFault.SilenceWithinReplyBody => [ClientErrorCode.RequestTimedOut],
        ProxyFault.LengthTooShort => [ClientErrorCode.InvalidServerResponse, ClientErrorCode.ServerUnreachable],
        _ => [ClientErrorCode.ServerUnreachable],
    };

    /// <summary>An app behind the proxy, and a user of it.</summary>
    public sealed class Service : IAsyncLifetime
    {
        private readonly AppFolder _folder = DocumentApp.Create();
        private AppServerFixture _server = null!;
        private AppClient _app = null!;
        private AppSession _session = null!;
        private MongoCollection _items = null!;

        internal FaultyProxy Proxy { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _folder.Write("functions/config.json", """[{"name":"sum"}]""");
            _folder.Write("functions/sum.js", "exports = (a, b) => a + b;");
            _server = await AppServerFixture.StartAsync(_folder);
            Proxy = new FaultyProxy(_server.BaseAddress);
            _app = new AppClient(DocumentApp.Id, Proxy.Address);
            _session = await LogInAsync(RequestOptions.Default);
            _items = new MongoCollection(_session, "mongodb-atlas", "shop", "items", EjsonFormat.Default);
            await InsertAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Proxy.DisposeAsync();
            await _server.DisposeAsync();
            _folder.Dispose();
        }

        internal Task RunAsync(string action, RequestOptions options) => action switch
        {
            "function" => CallAsync(options),
            "find" => FindAsync(options),
            "watch" => WatchAsync(options),
            "login" => LogInAsync(options),
            _ => _session.RefreshAccessTokenAsync(options, TestSession.Token),
        };

        private async Task CallAsync(RequestOptions options) => Assert.Equal(
            3, Convert.ToInt32(await _session.CallFunctionAsync("sum", [1, 2], null, EjsonFormat.Default, options, TestSession.Token)));

        private async Task FindAsync(RequestOptions options)
        {
            using DocumentReader reader = await _items.FindAsync(null, new FindOptions { Limit = 1 }, options, TestSession.Token);
            Assert.True(await reader.ReadAsync(TestSession.Token));
            Assert.False(await reader.ReadAsync(TestSession.Token));
        }

        private async Task WatchAsync(RequestOptions options)
        {
            using ChangeStream changes = await _items.WatchAsync(null, null, null, options, TestSession.Token);
            await InsertAsync();
            Assert.NotNull(await changes.ReadAsync(TestSession.Token));
        }

        private Task<AppSession> LogInAsync(RequestOptions options) =>
            _app.LogInAsync(AppCredential.Anonymous(), TestSession.New, null, options, TestSession.Token);

        internal async Task InsertAsync() => await _session.CallFunctionAsync(
            "insertOne",
            [new Dictionary<string, object?>
            {
                ["database"] = "shop",
                ["collection"] = "items",
                ["document"] = new Dictionary<string, object?>(),
            }],
            "mongodb-atlas", EjsonFormat.Default, RequestOptions.Default, TestSession.Token);
    }
}
