using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Requests that are no requests of this API get a clear answer, in JSON.</summary>
public sealed class BadRequestTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Call = WireRequests.Api + "/app/shop-qwert/functions/call";
    private const int LargestBody = 18 * 1024 * 1024;

    public static TheoryData<string> Unreadable =>
    [
        "{", "[]", "\"text\"", "null", "7", " ", "{\"a\":1}{}", "{\"a\":01}", "{'a':1}", "{\"$oid\":\"zz\"}", "{\"a\":{\"$numberInt\":\"one\"}}",
        "{\"a\":\"\\ud800\"}", new string('[', 50_000), "{\"a\":" + new string('[', 500) + new string(']', 500) + "}",
    ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_body_that_is_no_JSON_object_is_refused(string body)
    {
        WireLogin login = await server.LogInAsync();
        foreach ((string path, string? token) in new[]
        {
            ("/app/shop-qwert/auth/providers/local-userpass/login", null),
            ("/app/shop-qwert/auth/providers/local-userpass/register", null),
            ("/app/shop-qwert/functions/call", login.AccessToken),
        })
        {
            WireReply reply = await server.SendAsync("POST", path, token, body);
            reply.AssertError(400, "BadRequest", reply.String("error"));
            Assert.StartsWith("the request body ", reply.String("error"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_is_no_text_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WireRequests.Api + "/app/shop-qwert/auth/providers/local-userpass/login");
        request.Content = new ByteArrayContent([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']);
        WireReply reply = await server.SendAsync(request);
        reply.AssertError(400, "BadRequest", reply.String("error"));
    }

    [Theory]
    [InlineData("{}", "MissingParameter", "'name' is a required string")]
    [InlineData("{\"name\":7}", "MissingParameter", "'name' is a required string")]
    [InlineData("{\"name\":\"sum\",\"arguments\":{}}", "InvalidParameter", "'arguments' must be an array")]
    [InlineData("{\"name\":\"insertOne\",\"arguments\":[],\"service\":\"nope\"}", "FunctionExecutionError", "Cannot access member 'insertOne' of undefined")]
    public async Task A_call_says_what_is_wrong_with_it(string body, string code, string message) =>
        (await server.SendAsync("POST", "/app/shop-qwert/functions/call", (await server.LogInAsync()).AccessToken, body)).AssertError(400, code, message);

    [Theory]
    [InlineData(LargestBody, false, 200)]
    [InlineData(LargestBody + 1, false, 413)]
    [InlineData(LargestBody + 1, true, 413)]
    public async Task A_body_has_at_most_18_MB(int length, bool lengthUnknown, int status)
    {
        string start = "{\"name\":\"sum\",\"padding\":\"";
        string body = start + new string('x', length - start.Length - 2) + "\"}";
        // A client that asks before it sends sees the answer for certain; one that does not may find the connection closed.
        using var request = new HttpRequestMessage(HttpMethod.Post, Call) { Content = new StringContent(body), Headers = { ExpectContinue = true } };
        request.Headers.TransferEncodingChunked = lengthUnknown;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await server.LogInAsync()).AccessToken);
        WireReply reply = await server.SendAsync(request);
        Assert.Equal(status, (int)reply.Status);
        if (status == 413) reply.AssertError(413, "BadRequest", "Request body too large. The max request body size is 18874368 bytes.");
    }

    [Theory]
    [InlineData("anon-user/login")]
    [InlineData("local-userpass/login")]
    [InlineData("api-key/login")]
    [InlineData("local-userpass/register")]
    [InlineData("local-userpass/confirm/call")]
    [InlineData("local-userpass/reset/call")]
    public async Task A_body_that_anybody_can_send_has_at_most_64_KiB(string path)
    {
        string body = $"{{\"options\":[{string.Concat(Enumerable.Repeat("{},", 64 * 1024 / 3))}{{}}]}}";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{WireRequests.Api}/app/{AppServerFixture.QuickstartAppId}/auth/providers/{path}") { Content = new StringContent(body), Headers = { ExpectContinue = true } };
        (await server.SendAsync(request)).AssertError(413, "BadRequest", "Request body too large. The max request body size is 65536 bytes.");
    }

    [Fact]
    public async Task Large_bodies_are_parsed_a_few_at_a_time_and_all_of_them()
    {
        string token = (await server.LogInAsync()).AccessToken;
        string body = $"{{\"name\":\"sum\",\"padding\":[{string.Concat(Enumerable.Repeat("{},", 500_000))}{{}}]}}";
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.SendAsync("POST", "/app/" + AppServerFixture.QuickstartAppId + "/functions/call", token, body)));
        Assert.All(replies, reply => Assert.Equal(200, (int)reply.Status));
    }

    [Theory]
    [InlineData(true, 413)]
    [InlineData(false, 401)]
    public async Task An_early_refusal_reaches_who_is_still_sending(bool loggedIn, int status)
    {
        string? token = loggedIn ? (await server.LogInAsync()).AccessToken : null;
        byte[] body = new byte[LargestBody + 4 * 1024 * 1024];
        for (int i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Call) { Content = new ByteArrayContent(body) };
            request.Headers.ExpectContinue = false;
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            Assert.Equal(status, (int)(await server.SendAsync(request)).Status);
        }
    }

    [Theory]
    [InlineData("GET", WireRequests.Api + "/nothing")]
    [InlineData("GET", WireRequests.Api)]
    [InlineData("GET", "/")]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("POST", WireRequests.Api + "/app/shop-qwert/auth/providers/local-userpass/register.json")]
    [InlineData("GET", WireRequests.Api + "/app/shop-qwert/auth/providers/anon-user/login")]
    [InlineData("PUT", WireRequests.Api + "/auth/session")]
    [InlineData("DELETE", WireRequests.Api + "/app/shop-qwert/location")]
    [InlineData("POST", "/api/admin/v3.0/auth/providers/local-userpass/login")]
    public async Task An_unknown_path_or_method_is_not_found(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await server.SendAsync(request)).AssertError(404, null, $"{method} {path} is no route of this API");
    }
}
