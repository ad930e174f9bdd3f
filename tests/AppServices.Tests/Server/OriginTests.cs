using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Browsers and the pages that may use an app (client-api 1.5).</summary>
public sealed class OriginTests : IAsyncLifetime
{
    private const string Page = "https://shop.example.com";
    private const string OtherPage = "https://evil.example.com";
    private const string AppId = "test-abcde";

    private readonly AppFolder _folder = AppFolder.WithFunction("f", "exports = () => 1;").Write("root_config.json", $$"""
        {"app_id":"{{AppId}}","name":"test","allowed_request_origins":["{{Page}}/","http://localhost:3000"]}
        """);

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Page, 200)]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("HTTPS://SHOP.example.com", 200)]
    [InlineData(null, 200)]
    [InlineData(OtherPage, 403)]
    [InlineData("http://shop.example.com", 403)]
    [InlineData("https://shop.example.com:8443", 403)]
    [InlineData("https://shop.example.com.evil.example.com", 403)]
    [InlineData("null", 403)]
    public async Task A_page_must_be_listed(string? origin, int status)
    {
        WireReply reply = await SendAsync("POST", $"/app/{AppId}/auth/providers/anon-user/login", origin);
        Assert.Equal(status, (int)reply.Status);
        Assert.Equal(status == 200 ? origin : null, Header(reply, "Access-Control-Allow-Origin"));
        if (status == 403) reply.AssertError(403, "DomainNotAllowed", $"origin '{origin}' is not among the app's allowed_request_origins");
    }

    [Fact]
    public async Task A_page_that_is_not_listed_cannot_use_a_token_either()
    {
        WireLogin login = await _server.LogInAsync(appId: AppId);
        foreach ((string method, string path, string token) in new[]
        {
            ("GET", $"/app/{AppId}/location", login.AccessToken),
            ("POST", $"/app/{AppId}/functions/call", login.AccessToken),
            ("GET", "/auth/profile", login.AccessToken),
            ("POST", "/auth/session", login.RefreshToken),
            ("DELETE", "/auth/session", login.RefreshToken),
            ("DELETE", "/auth/delete", login.AccessToken),
        })
        {
            (await SendAsync(method, path, OtherPage, token))
                .AssertError(403, "DomainNotAllowed", $"origin '{OtherPage}' is not among the app's allowed_request_origins");
        }

        Assert.Equal(200, (int)(await SendAsync("GET", "/auth/profile", Page, login.AccessToken)).Status);
    }

    [Fact]
    public async Task A_page_sees_why_it_was_refused_when_it_is_listed()
    {
        WireReply reply = await SendAsync("GET", "/auth/profile", Page);
        Assert.Equal((401, Page), ((int)reply.Status, Header(reply, "Access-Control-Allow-Origin")));
        Assert.Equal("true", Header(reply, "Access-Control-Allow-Credentials"));
        Assert.Contains("x-baas-location", Header(reply, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData(OtherPage, null)]
    public async Task A_browser_may_ask_first(string origin, string? allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, WireRequests.Api + $"/app/{AppId}/functions/call")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type" } },
        };
        WireReply reply = await _server.SendAsync(request);
        Assert.Equal((204, allowed), ((int)reply.Status, Header(reply, "Access-Control-Allow-Origin")));
        Assert.Equal(allowed is null ? null : "authorization,content-type", Header(reply, "Access-Control-Allow-Headers"));
        Assert.Equal(allowed is null ? null : "true", Header(reply, "Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task An_app_without_a_list_is_open_to_every_page()
    {
        await using AppServerFixture open = await AppServerFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + "/app/shop-qwert/location") { Headers = { { "Origin", OtherPage } } };
        WireReply reply = await open.SendAsync(request);
        Assert.Equal((200, OtherPage), ((int)reply.Status, Header(reply, "Access-Control-Allow-Origin")));
    }

    private async Task<WireReply> SendAsync(string method, string path, string? origin, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), WireRequests.Api + path);
        if (origin is not null) request.Headers.Add("Origin", origin);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _server.SendAsync(request);
    }

    private static string? Header(WireReply reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
