using System;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>A service below a path of its host is another one than that at the root, and than one below another path.</summary>
public sealed class BasePathTests
{
    private const string QuickstartAppId = "shop-qwert";

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Everything_goes_below_the_path(string end)
    {
        await using MountedServer server = await MountedServer.StartAsync();
        var app = new AppClient(QuickstartAppId, new Uri(server.BaseUri + end));
        await new EmailPasswordAuth(app).RegisterAsync(
            "mia@example.com", TestSession.Secret("correct horse"), RequestOptions.Default, TestSession.Token);
        AppSession session = await app.LogInAsync(
            AppCredential.EmailPassword("mia@example.com", TestSession.Secret("correct horse")), TestSession.New, null,
            RequestOptions.Default, TestSession.Token);

        object? sum = await session.CallFunctionAsync("sum", [1, 2], null, EjsonFormat.Default, RequestOptions.Default, TestSession.Token);
        await new ApiKeyAuth(session).CreateAsync("laptop", RequestOptions.Default, TestSession.Token);
        await session.RefreshAccessTokenAsync(RequestOptions.Default, TestSession.Token);
        AppSession restored = await app.RestoreAsync(session.ToSaved()!, TestSession.New, RequestOptions.Default, TestSession.Token);
        await session.LogOutAsync(RequestOptions.Default, TestSession.Token);

        Assert.Equal((3, session.UserId, server.BaseUri), (Convert.ToInt32(sum, null), restored.UserId, app.BaseUri));
        Assert.Empty(server.Strays);
    }

    [Fact]
    public async Task Streams_go_below_the_path()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            !context.Request.Path.StartsWithSegments("/realm", out var rest) ? ScriptedServer.ReplyAsync(context, 404, "")
            : rest.Value!.EndsWith("/location", StringComparison.Ordinal) ? ScriptedServer.ReplyAsync(context, 200, """{"hostname":""}""")
            : rest.Value.EndsWith("/login", StringComparison.Ordinal) ? ScriptedServer.ReplyAsync(
                context, 200, ScriptedServer.Login("first"))
            : rest.Value.EndsWith("/profile", StringComparison.Ordinal) ? ScriptedServer.ReplyAsync(
                context, 200, """{"user_id":"1","type":"normal","data":{},"identities":[]}""")
            : context.Request.Method == "GET" ? ScriptedServer.ReplyAsync(context, 200, "data: {\"a\":1}\n\n", "text/event-stream")
            : ScriptedServer.ReplyAsync(context, 200, "[1]"));
        var app = new AppClient(TestSession.AppId, new Uri(server.BaseUri, "/realm"));
        AppSession session = await app.LogInAsync(
            AppCredential.Anonymous(), TestSession.New, null, RequestOptions.Default, TestSession.Token);
        var items = new MongoCollection(session, "atlas", "store", "items", EjsonFormat.Default);

        using DocumentReader found = await items.FindAsync(null, new FindOptions(), RequestOptions.Default, TestSession.Token);
        using ChangeStream changes = await items.WatchAsync(null, null, null, RequestOptions.Default, TestSession.Token);

        Assert.True(await found.ReadAsync(TestSession.Token));
        Assert.NotNull(await changes.ReadAsync(TestSession.Token));
        Assert.All(server.Requests, request => Assert.Contains("/realm/", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/realm", "", "/realm")]
    [InlineData("/realm", "{host}", "/realm")]
    [InlineData("/realm", "{host}/", "/realm")]
    [InlineData("/realm", "{host}/realm/", "/realm")]
    [InlineData("/realm", "{host}/other/place", "/other/place")]
    [InlineData("/a%20b/c", "{host}", "/a%20b/c")]
    [InlineData("", "{host}/realm", "/realm")]
    [InlineData("/realm", "{other}", "")]
    public async Task The_path_is_that_of_the_location_where_it_names_one(string basePath, string hostname, string expected)
    {
        await using ScriptedServer other = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        Uri host = null!;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/location", StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(
                    context, 200, $$"""{"hostname":"{{hostname.Replace("{host}", Root(host)).Replace("{other}", Root(other.BaseUri))}}"}""")
                : Task.FromResult(false));
        host = server.BaseUri;
        var app = new AppClient(TestSession.AppId, new Uri(server.BaseUri, basePath));

        await new EmailPasswordAuth(app).SendResetAsync("mia", RequestOptions.Default, TestSession.Token).ContinueWith(
            _ => { }, TaskScheduler.Default);

        string sent = Assert.Single(
            (hostname == "{other}" ? other : server).Requests, request => request.EndsWith("/reset/send", StringComparison.Ordinal));
        Assert.Equal($"POST {Uri.UnescapeDataString(expected)}/app/test-abcde/auth/providers/local-userpass/reset/send", sent);
    }

    [Fact]
    public async Task A_redirect_to_another_path_of_the_host_leads_to_another_service()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => context.Request.Path.Value switch
        {
            var path when path!.StartsWith("/realm/", StringComparison.Ordinal) && !path.EndsWith("/location", StringComparison.Ordinal) =>
                ScriptedServer.RedirectAsync(context, 307, path.Replace("/realm/", "/evil/")),
            var path when path!.EndsWith("/location", StringComparison.Ordinal) && path.StartsWith("/realm/", StringComparison.Ordinal) =>
                ScriptedServer.ReplyAsync(context, 200, """{"hostname":""}"""),
            _ => ScriptedServer.ReplyAsync(context, 404, ""),
        });
        var app = new AppClient(TestSession.AppId, new Uri(server.BaseUri, "/realm"));

        await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All["/local-userpass/login"](app, null!));

        Assert.All(server.Seen.Where(seen => seen.Name.Contains("/evil/")), seen => Assert.Equal("", seen.Body));
        Assert.Equal("GET /evil/app/test-abcde/location", server.Requests.Last());
    }

    [Theory]
    [InlineData("https://apps.example.com", "https://apps.example.com/", true)]
    [InlineData("https://apps.example.com/realm", "https://apps.example.com/realm/", true)]
    [InlineData("https://apps.example.com/realm", "https://APPS.example.com:443/realm//", true)]
    [InlineData("https://apps.example.com/realm", "https://apps.example.com", false)]
    [InlineData("https://apps.example.com/realm", "https://apps.example.com/Realm", false)]
    [InlineData("https://apps.example.com/realm", "https://apps.example.com/realm/two", false)]
    public void Another_path_is_another_session(string one, string other, bool same)
    {
        Uri first = new AppClient("shop-qwert", new Uri(one)).BaseUri;
        Uri second = new AppClient("shop-qwert", new Uri(other)).BaseUri;

        Assert.Equal(same, first == second);
        Assert.Equal(same, SessionName.Of("shop-qwert", first, "1") == SessionName.Of("shop-qwert", second, "1"));
    }

    [Theory]
    [InlineData("https://mia:horse@apps.example.com/realm", "user name or a password")]
    [InlineData("https://mia@apps.example.com", "user name or a password")]
    [InlineData("https://apps.example.com/realm?token=horse", "a query")]
    [InlineData("https://apps.example.com/#horse", "a fragment")]
    [InlineData("ftp://mia:horse@apps.example.com", "not an http or https address")]
    [InlineData("ws://apps.example.com", "not an http or https address")]
    public void What_an_address_cannot_have_is_refused_and_not_repeated(string address, string why)
    {
        var error = Assert.Throws<ArgumentException>(() => new AppClient("shop-qwert", new Uri(address)));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error.Message, StringComparison.Ordinal);
    }

    private static string Root(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
