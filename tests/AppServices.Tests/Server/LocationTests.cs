using System.Net.Http;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Where clients go next (client-api 1.2).</summary>
public sealed class LocationTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Path = WireRequests.Api + "/app/shop-qwert/location";

    [Fact]
    public async Task It_names_the_server_for_HTTP_and_for_web_sockets()
    {
        WireReply reply = await server.SendAsync(new HttpRequestMessage(HttpMethod.Get, Path));
        string host = server.BaseAddress.Authority;
        Assert.Equal(
            $$"""{"deployment_model":"GLOBAL","location":"US-VA","hostname":"http://{{host}}","ws_hostname":"ws://{{host}}"}""", reply.Text);
    }

    [Fact]
    public async Task It_tells_region_and_model_of_the_root_file()
    {
        using var folder = new AppFolder();
        folder.Write("realm_config.json", """{"app_id":"old-abcde","name":"old","location":"IE","deployment_model":"LOCAL"}""");
        await using AppServerFixture other = await AppServerFixture.StartAsync(folder);
        WireReply reply = await other.SendAsync("GET", "/app/old-abcde/location");
        Assert.Equal(("IE", "LOCAL"), (reply.String("location"), reply.String("deployment_model")));
    }

    [Theory]
    [InlineData("GET", "/location")]
    [InlineData("POST", "/auth/providers/anon-user/login")]
    [InlineData("POST", "/auth/providers/local-userpass/register")]
    [InlineData("POST", "/functions/call")]
    public async Task An_unknown_app_is_not_found(string method, string path) =>
        (await server.SendAsync(method, "/app/nope-abcde" + path)).AssertError(404, null, "cannot find app using Client App ID 'nope-abcde'");

    [Fact]
    public async Task App_ids_are_compared_by_case() =>
        Assert.Equal(404, (int)(await server.SendAsync("GET", "/app/SHOP-qwert/location")).Status);
}
