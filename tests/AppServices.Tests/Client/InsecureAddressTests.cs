using System;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using AppServices.Http;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>No answer of a service makes the client send a password or a token less securely than it was told to.</summary>
public sealed class InsecureAddressTests
{
    private const string Location = "GET /app/test-abcde/location";

    public static TheoryData<string> Kinds => [.. CredentialRequests.All.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public async Task No_request_follows_a_redirect_from_https_to_http(string kind)
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        bool redirects = false;
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context =>
            redirects && context.Request.Path.Value!.EndsWith(CredentialRequests.PathOf(kind), StringComparison.Ordinal)
                ? ScriptedServer.RedirectAsync(
                    context, 307, new Uri(plain.BaseUri, context.Request.Path + context.Request.QueryString).ToString())
                : Task.FromResult(false), tls: true);
        AppSession session = await secure.LogInAsync();
        redirects = true;

        var error = await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All[kind](secure.App(), session));

        Assert.Empty(plain.Seen);
        Assert.Equal(ClientErrorCode.ClientInsecureAddress, error.Code);
        Assert.Contains($"{secure.BaseUri.GetLeftPart(UriPartial.Authority)} redirects to {plain.BaseUri.GetLeftPart(UriPartial.Authority)}", error.Message, StringComparison.Ordinal);
        Assert.Contains("unencrypted", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(308)]
    public async Task Whatever_the_redirect_is_called(int status)
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.EndsWith("/login", StringComparison.Ordinal)
                ? ScriptedServer.RedirectAsync(context, status, plain.BaseUri.ToString())
                : Task.FromResult(false), tls: true);

        await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All["/local-userpass/login"](secure.App(), null!));

        Assert.Empty(plain.Seen);
    }

    [Fact]
    public async Task A_refresh_within_another_request_says_it_as_well()
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, "POST /app/test-abcde/functions/call") ? ScriptedServer.ReplyAsync(context, 401, "")
            : ScriptedServer.Is(context, "POST /auth/session")
                ? ScriptedServer.RedirectAsync(context, 308, new Uri(plain.BaseUri, context.Request.Path).ToString())
                : Task.FromResult(false), tls: true);
        AppSession session = await secure.LogInAsync();

        var error = await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All["/functions/call"](session.App, session));

        Assert.Empty(plain.Seen);
        Assert.Equal(ClientErrorCode.ClientInsecureAddress, error.Code);
    }

    [Fact]
    public async Task The_question_where_the_app_lives_is_not_redirected_from_https_to_http_either()
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Location)
            ? ScriptedServer.RedirectAsync(context, 308, new Uri(plain.BaseUri, context.Request.Path).ToString())
            : Task.FromResult(false), tls: true);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => secure.LogInAsync());

        Assert.Empty(plain.Seen);
        Assert.Equal(ClientErrorCode.ClientInsecureAddress, error.Code);
    }

    [Fact]
    public async Task A_location_asked_for_by_https_names_https()
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer plain = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer secure = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Location)
            ? ScriptedServer.ReplyAsync(context, 200, $$"""{"hostname":"{{plain.BaseUri.GetLeftPart(UriPartial.Authority)}}"}""")
            : Task.FromResult(false), tls: true);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => secure.LogInAsync());

        Assert.Empty(plain.Seen);
        Assert.Equal(ClientErrorCode.ClientInsecureAddress, error.Code);
        Assert.Contains($"names {plain.BaseUri.GetLeftPart(UriPartial.Authority)}", error.Message, StringComparison.Ordinal);
    }

    // Nothing listens there: a request would end as one that reaches nobody.
    [Theory]
    [InlineData("http://192.0.2.1:9090", ClientErrorCode.ClientInsecureAddress)]
    [InlineData("http://169.254.169.254", ClientErrorCode.ClientInsecureAddress)]
    [InlineData("http://mia:horse@127.0.0.1:1", ClientErrorCode.InvalidServerResponse)]
    [InlineData("https://mia:horse@127.0.0.1:1", ClientErrorCode.InvalidServerResponse)]
    [InlineData("ws://127.0.0.1:1", ClientErrorCode.InvalidServerResponse)]
    [InlineData("file:///etc/passwd", ClientErrorCode.InvalidServerResponse)]
    [InlineData("ftp://127.0.0.1:1/", ClientErrorCode.InvalidServerResponse)]
    public async Task A_service_on_this_machine_leads_neither_away_in_clear_nor_out_of_http(string address, string code)
    {
        bool names = false;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Location)
            ? names ? ScriptedServer.ReplyAsync(context, 200, $$"""{"hostname":"{{address}}"}""") : Task.FromResult(false)
            : ScriptedServer.RedirectAsync(context, 307, address));

        var redirected = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());
        names = true;
        var named = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal((code, code), (redirected.Code, named.Code));
        Assert.DoesNotContain("horse", redirected.Message + named.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_on_this_machine_may_lead_to_https()
    {
        TrustedCertificate.SkipUnlessTrusted();
        await using ScriptedServer secure = await ScriptedServer.StartAsync(_ => Task.FromResult(false), tls: true);
        await using ScriptedServer plain = await ScriptedServer.StartAsync(context =>
            ScriptedServer.RedirectAsync(context, 301, new Uri(secure.BaseUri, context.Request.Path).ToString()));

        AppSession session = await plain.LogInAsync();
        await session.FetchProfileAsync();

        Assert.Equal([Location], plain.Requests);
        Assert.Contains("POST /app/test-abcde/auth/providers/anon-user/login", secure.Requests);
    }

    [Fact]
    public async Task A_page_that_is_in_the_way_gets_neither_password_nor_token()
    {
        await using ScriptedServer page = await ScriptedServer.StartAsync(
            context => ScriptedServer.ReplyAsync(context, 200, "<html>", "text/html"));
        bool redirects = false;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => redirects
            ? ScriptedServer.RedirectAsync(context, 302, page.BaseUri + "login?back=1")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        redirects = true;

        foreach (string kind in CredentialRequests.All.Keys.Where(kind => !kind.EndsWith("logout", StringComparison.Ordinal)))
        {
            var error = await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All[kind](session.App, session));
            Assert.Equal(ClientErrorCode.InvalidServerResponse, (error.InnerException as AppServicesException ?? error).Code);
            Assert.Contains($"{page.BaseUri}login", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(page.Seen);
    }

    [Fact]
    public async Task Another_host_is_asked_for_the_app_without_a_token_before_it_gets_one()
    {
        await using ScriptedServer other = await ScriptedServer.StartAsync(
            context => ScriptedServer.ReplyAsync(context, 404, """{"error":"no such app"}"""));
        bool redirects = false;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => redirects
            ? ScriptedServer.RedirectAsync(context, 307, new Uri(other.BaseUri, context.Request.Path).ToString())
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        redirects = true;

        var error = await Assert.ThrowsAsync<AppServicesException>(() => CredentialRequests.All["/functions/call"](session.App, session));

        Assert.Equal(404, error.StatusCode);
        SeenRequest seen = Assert.Single(other.Seen);
        Assert.Equal((Location, "", ""), (seen.Name, seen.Token, seen.Body));
    }

    [Fact]
    public async Task Requests_go_on_where_the_new_host_says_that_the_app_lives()
    {
        await using ScriptedServer home = await ScriptedServer.StartAsync(_ => Task.FromResult(false));
        await using ScriptedServer crossing = await ScriptedServer.StartAsync(context =>
            ScriptedServer.ReplyAsync(context, 200, $$"""{"hostname":"{{home.BaseUri.GetLeftPart(UriPartial.Authority)}}"}"""));
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Location)
            ? Task.FromResult(false)
            : ScriptedServer.RedirectAsync(context, 307, new Uri(crossing.BaseUri, context.Request.Path).ToString()));

        await server.LogInAsync();

        Assert.Equal([Location], crossing.Requests);
        Assert.Contains("GET /auth/profile", home.Requests);
    }

    [Fact]
    public async Task Redirects_of_the_location_in_a_circle_end()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.RedirectAsync(context, 307, context.Request.Path.Value!));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal((ClientErrorCode.ClientTooManyRedirects, 21), (error.Code, server.Requests.Count));
    }

    [Theory]
    [InlineData(303, "/elsewhere")]
    [InlineData(307, "http://[")]
    [InlineData(305, "http://127.0.0.1:1/")]
    public async Task What_is_no_redirect_of_the_same_request_is_a_failed_reply(int status, string target)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, Location)
            ? Task.FromResult(false)
            : ScriptedServer.RedirectAsync(context, status, target));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync());

        Assert.Equal((status, 2), (error.StatusCode, server.Requests.Count));
    }

    [Fact]
    public void What_stays_on_this_machine_goes_through_no_proxy()
    {
        var proxy = new LocalBypass(new WebProxy("http://proxy.example.com:3128"));

        foreach (string local in new[] { "http://localhost:9090", "http://127.0.0.1", "http://127.8.8.8/x", "https://[::1]:9090" })
            Assert.Equal((true, null), (proxy.IsBypassed(new Uri(local)), proxy.GetProxy(new Uri(local))));
        Assert.Equal(new Uri("http://proxy.example.com:3128"), proxy.GetProxy(new Uri("https://apps.example.com")));
        Assert.True(new LocalBypass(null).IsBypassed(new Uri("https://apps.example.com")));
    }
}
