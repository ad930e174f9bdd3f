using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.NetworkInformation;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Under which address the server is reached: said by the operator or by a proxy that is trusted, never by a stranger.</summary>
public sealed class PublicAddressTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Location = WireRequests.Api + "/app/shop-qwert/location";

    [Theory]
    [InlineData("localhost:8080", "http://localhost:8080")]
    [InlineData("127.0.0.1", "http://127.0.0.1")]
    [InlineData("127.8.9.1:1", "http://127.8.9.1:1")]
    [InlineData("[::1]:9090", "http://[::1]:9090")]
    public async Task An_own_name_is_told_as_it_was_said(string host, string expected) => await AssertLocationAsync(server, expected, ("Host", host));

    [Fact]
    public async Task So_is_the_name_of_the_machine()
    {
        string name = IPGlobalProperties.GetIPGlobalProperties().HostName;
        await AssertLocationAsync(server, $"http://{name}:9090", ("Host", $"{name}:9090"));
    }

    [Theory]
    [InlineData("evil.example.com")]
    [InlineData("evil.example.com:8080")]
    [InlineData("203.0.113.7")]
    [InlineData("[2001:db8::1]")]
    [InlineData("localhost.evil.example.com")]
    [InlineData("127.0.0.1.evil.example.com")]
    public async Task Any_other_host_is_told_to_nobody(string host)
    {
        WireReply reply = await GetAsync(server, ("Host", host));
        Assert.Equal(400, (int)reply.Status);
        Assert.StartsWith($"'{host}' is no name that this server is known by: start it with --public-url", reply.String("error"), StringComparison.Ordinal);
        Assert.StartsWith("/groups/", reply.String("link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_cache_keeps_what_one_client_was_told() =>
        Assert.Equal("no-store", (await GetAsync(server)).Headers.CacheControl!.ToString());

    [Theory]
    [InlineData("https", "apps.example.com", "https://apps.example.com")]
    [InlineData("https", "apps.example.com:8443", "https://apps.example.com:8443")]
    [InlineData("http", "apps.example.com", "http://apps.example.com")]
    [InlineData("https", null, "https://localhost:7")]
    [InlineData(null, "apps.example.com", "http://apps.example.com")]
    public async Task A_proxy_on_this_machine_says_how_it_was_reached(string? scheme, string? host, string expected)
    {
        (string, string)[] headers = [("Host", "localhost:7"), .. scheme is null ? [] : new[] { ("X-Forwarded-Proto", scheme) }, .. host is null ? [] : new[] { ("X-Forwarded-Host", host) }];
        await AssertLocationAsync(server, expected, headers);
        WireReply error = await SendAsync(server, WireRequests.Api + "/app/nope-abcde/location", headers);
        Assert.StartsWith(expected + "/groups/", error.String("link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_may_keep_the_host_as_it_is() =>
        await AssertLocationAsync(server, "https://apps.example.com", ("Host", "apps.example.com"), ("X-Forwarded-Proto", "https"));

    [Theory]
    [InlineData("https", "evil.example.com/path")]
    [InlineData("https", "a b")]
    [InlineData("https", "")]
    [InlineData("https,ftp", "a,b/c")]
    public async Task Headers_that_are_none_change_nothing(string scheme, string host)
    {
        WireReply reply = await GetAsync(server, ("Host", "localhost:7"), ("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host));
        Assert.Matches("^https?://(localhost:7|a)$", reply.String("hostname"));
    }

    [Fact]
    public async Task Nobody_else_says_it()
    {
        await using AppServerFixture other = await StartAsync(new ServerSettings { TrustedProxies = [ProxyAddress.TryParse("192.0.2.0/24")!.Value] });
        await AssertLocationAsync(
            other, "http://localhost:7", ("Host", "localhost:7"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example.com"), ("X-Forwarded-For", "203.0.113.9"));
        WireReply reply = await GetAsync(other, ("Host", "evil.example.com"), ("X-Forwarded-Proto", "https"));
        Assert.Equal(400, (int)reply.Status);
    }

    [Fact]
    public async Task The_address_of_the_operator_wins_over_everything()
    {
        await using AppServerFixture other = await StartAsync(new ServerSettings { PublicUrl = new Uri("https://apps.example.com:8443/base/") });
        foreach (string host in new[] { "localhost", "evil.example.com" })
            await AssertLocationAsync(other, "https://apps.example.com:8443/base", ("Host", host), ("X-Forwarded-Host", "evil.example.com"), ("X-Forwarded-Proto", "http"));
        // The proxy may take the path off, or leave it.
        Assert.Equal(200, (int)(await SendAsync(other, "/base" + Location)).Status);
        Assert.StartsWith(
            "https://apps.example.com:8443/base/groups/", (await SendAsync(other, "/base" + WireRequests.Api + "/nope")).String("link"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_hosts_are_the_only_ones_that_a_proxy_may_say()
    {
        await using AppServerFixture other = await StartAsync(new ServerSettings { Hosts = ["apps.example.com"] });
        await AssertLocationAsync(other, "https://apps.example.com", ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "apps.example.com"));
        await AssertLocationAsync(other, "http://apps.example.com:81", ("Host", "apps.example.com:81"));
        Assert.Equal(400, (int)(await GetAsync(other, ("Host", "evil.example.com"), ("X-Forwarded-Proto", "https"))).Status);
        Assert.Equal(400, (int)(await GetAsync(other, ("Host", "evil.example.com"), ("X-Forwarded-Host", "evil.example.com"))).Status);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("10.9.9.9, 203.0.113.9", "203.0.113.9")]
    [InlineData("198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9")]
    [InlineData("nonsense", "127.0.0.1")]
    public async Task Functions_see_the_address_of_the_client_as_far_as_proxies_are_trusted(string forwarded, string expected)
    {
        using AppFolder folder = AppFolder.WithFunction("f", "exports = () => context.request.remoteIPAddress;");
        await using AppServerFixture other = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { TrustedProxies = [.. ProxyAddress.Loopback, ProxyAddress.TryParse("10.0.0.7")!.Value] } }, folder);
        other.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        WireLogin login = await other.LogInAsync(appId: "test-abcde");
        Assert.Equal($"\"{expected}\"", (await other.CallAsync(login.AccessToken, "f", appId: "test-abcde")).Text);
    }

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("2001:db8::1", "2001:db8::1/128")]
    [InlineData("7", null)]
    [InlineData("10.0.0.7/8", "10.0.0.0/8")]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("proxy.example.com", null)]
    [InlineData("", null)]
    public void A_proxy_is_an_address_or_a_network(string text, string? expected)
    {
        Assert.Equal(expected, ProxyAddress.TryParse(text)?.ToString());
    }

    [Theory]
    [InlineData("https://apps.example.com", true)]
    [InlineData("http://apps.example.com:81/a/b", true)]
    [InlineData("apps.example.com", false)]
    [InlineData("ftp://apps.example.com", false)]
    [InlineData("https://mia@apps.example.com", false)]
    [InlineData("https://apps.example.com/?a=1", false)]
    [InlineData("https://", false)]
    [InlineData("", false)]
    public void A_public_URL_is_a_web_address(string text, bool isOne) => Assert.Equal(isOne, PublicUrl.TryParse(text) is not null);

    [Fact]
    public void The_settings_file_says_the_same()
    {
        using AppFolder folder = new AppFolder().Write(
            "s.json", """{"publicUrl":"https://apps.example.com","trustedProxies":["10.0.0.0/8"],"hosts":["apps.example.com"]}""");
        ServerSettings settings = ServerSettings.Read(folder.FileAt("s.json"), AppServices.Server.AppConfig.SecretStore.Read(null));
        Assert.Equal("https://apps.example.com/", settings.PublicUrl!.ToString());
        Assert.Equal(["127.0.0.0/8", "::1/128", "10.0.0.0/8"], settings.TrustedProxies.Select(network => network.ToString()));
        Assert.Equal(["apps.example.com"], settings.Hosts);
    }

    private static Task<AppServerFixture> StartAsync(ServerSettings settings) => AppServerFixture.StartAsync(options => options with { Settings = settings });

    private static async Task AssertLocationAsync(AppServerFixture server, string expected, params (string Name, string Value)[] headers)
    {
        WireReply reply = await GetAsync(server, headers);
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        Assert.Equal((expected, "ws" + expected["http".Length..]), (reply.String("hostname"), reply.String("ws_hostname")));
    }

    private static Task<WireReply> GetAsync(AppServerFixture server, params (string Name, string Value)[] headers) => SendAsync(server, Location, headers);

    private static async Task<WireReply> SendAsync(AppServerFixture server, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await server.SendAsync(request);
    }
}
