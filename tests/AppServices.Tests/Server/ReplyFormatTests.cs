using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What clients compare letter by letter: content types and request ids (client-api 0.3, 11.1).</summary>
public sealed class ReplyFormatTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    [Fact]
    public async Task Plain_replies_are_JSON_without_a_charset()
    {
        WireReply login = await server.PostLoginAsync("anon-user");
        WireReply[] replies =
        [
            login,
            await server.SendAsync("GET", $"/app/{AppServerFixture.QuickstartAppId}/location"),
            await server.SendAsync("GET", "/auth/profile", login.String("access_token")),
            await server.SendAsync("POST", "/auth/session", login.String("refresh_token")),
        ];
        Assert.All(replies, reply => Assert.Equal("application/json", reply.ContentType));
        Assert.All(replies, reply => Assert.NotEqual(true, reply.Headers.TransferEncodingChunked));
    }

    [Fact]
    public async Task A_result_has_a_charset_so_that_core_clients_do_not_take_its_field_error_for_a_failure()
    {
        WireReply reply = await server.CallAsync((await server.LogInAsync()).AccessToken, "echo", """[{"error":"not one"}]""");
        Assert.Equal((200, "application/json; charset=utf-8"), ((int)reply.Status, reply.ContentType));
        Assert.Equal("""{"error":"not one"}""", reply.Text);
    }

    [Fact]
    public async Task Empty_replies_have_no_content_type()
    {
        WireReply registered = await server.RegisterAsync("empty@example.com", "correct horse");
        WireLogin login = await server.LogInAsync();
        WireReply loggedOut = await server.SendAsync("DELETE", "/auth/session", login.RefreshToken);
        WireReply deleted = await server.SendAsync("DELETE", "/auth/delete", login.AccessToken);
        Assert.Equal([201, 204, 204], new[] { registered, loggedOut, deleted }.Select(reply => (int)reply.Status));
        Assert.All([registered, loggedOut, deleted], reply => Assert.Equal((null, ""), (reply.ContentType, reply.Text)));
    }

    [Fact]
    public async Task Each_reply_has_a_request_id_of_its_own()
    {
        string location = $"/app/{AppServerFixture.QuickstartAppId}/location";
        string[] ids = [(await server.SendAsync("GET", location)).RequestId, (await server.SendAsync("GET", location)).RequestId];
        Assert.All(ids, id => Assert.Matches("^[0-9a-f]{24}$", id));
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task An_error_links_to_the_log_by_the_id_of_the_request()
    {
        WireReply reply = await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("nobody@example.com", "secret"));
        reply.AssertError(401, "InvalidPassword", "unauthorized");
        Assert.Matches($"^{server.BaseAddress}groups/[0-9a-f]{{24}}/apps/[0-9a-f]{{24}}/logs\\?co_id={reply.RequestId}$", reply.String("link"));
    }

    [Fact]
    public async Task Health_is_asked_without_app_or_token()
    {
        WireReply reply = await server.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health"));
        Assert.Equal((200, "Healthy"), ((int)reply.Status, reply.Text));
        Assert.StartsWith("text/plain", reply.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_does_not_say_what_it_is_made_of() =>
        Assert.False((await server.SendAsync("GET", "/auth/profile")).Headers.Contains("Server"));
}
