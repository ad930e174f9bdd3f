using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>What a function call answers over the wire (client-api 6.2, 6.3).</summary>
public sealed class FunctionReplyTests : IAsyncLifetime
{
    private readonly AppFolder _folder = AppFolder.WithFunction("echo", "exports = value => value;")
        .Write("functions/nothing.js", "exports = () => { };")
        .Write("functions/throwError.js", "exports = () => stock;")
        .Write("functions/throwText.js", "exports = () => { throw 'sold out'; };")
        .Write("functions/secret.js", "exports = () => 1;")
        .Write("functions/never.js", "exports = () => 1;")
        .Write("functions/util/add.js", "exports = (a, b) => a + b;")
        .Write("functions/request.js", "exports = () => context.request;")
        .Write("functions/config.json", """[{"name":"secret","private":true},{"name":"never","can_evaluate":{"%%false":true}}]""");

    private AppServerFixture _server = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AppServerFixture.StartAsync(_folder);
        _token = (await _server.LogInAsync(appId: "test-abcde")).AccessToken;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("nothing", "[]", "{\"$undefined\":true}")]
    [InlineData("echo", "[null]", "null")]
    [InlineData("echo", "[1]", "{\"$numberInt\":\"1\"}")]
    [InlineData("echo", "[2147483648]", "{\"$numberLong\":\"2147483648\"}")]
    [InlineData("echo", "[1.5]", "{\"$numberDouble\":\"1.5\"}")]
    [InlineData("echo", "[{\"$numberDouble\":\"NaN\"}]", "{\"$numberDouble\":\"NaN\"}")]
    [InlineData("echo", "[{\"$numberDecimal\":\"0.10\"}]", "{\"$numberDecimal\":\"0.10\"}")]
    [InlineData("echo", "[{\"$date\":\"2024-05-24T14:19:30Z\"}]", "{\"$date\":{\"$numberLong\":\"1716560370000\"}}")]
    [InlineData("echo", "[{\"$uuid\":\"0f1e2d3c-4b5a-4968-8776-655443322110\"}]", "{\"$binary\":{\"base64\":\"Dx4tPEtaSWiHdmVUQzIhEA==\",\"subType\":\"04\"}}")]
    [InlineData("echo", "[[true,\"text\",{\"b\":1,\"a\":2}]]", "[true,\"text\",{\"b\":{\"$numberInt\":\"1\"},\"a\":{\"$numberInt\":\"2\"}}]")]
    [InlineData("util/add", "[1,{\"$numberInt\":\"2\"}]", "{\"$numberInt\":\"3\"}")]
    public async Task The_body_is_the_value_in_canonical_EJSON(string name, string arguments, string expected)
    {
        WireReply reply = await CallAsync(name, arguments);
        Assert.Equal((200, "application/json; charset=utf-8"), ((int)reply.Status, reply.ContentType));
        Assert.Equal(expected, reply.Text);
    }

    [Theory]
    [InlineData("missing", 404, "FunctionNotFound", "function not found")]
    [InlineData("secret", 404, "FunctionNotFound", "function not found")]
    [InlineData("Echo", 404, "FunctionNotFound", "function not found")]
    [InlineData("throwError", 400, "FunctionExecutionError", "ReferenceError: stock is not defined")]
    [InlineData("throwText", 400, "FunctionExecutionError", "sold out")]
    [InlineData("never", 400, "FunctionExecutionError", "rule not matched for function \"never\"")]
    public async Task A_failure_has_code_and_text(string name, int status, string code, string message) =>
        (await CallAsync(name, "[]")).AssertError(status, code, message);

    [Theory]
    [InlineData("{\"name\":\"nothing\"}")]
    [InlineData("{\"name\":\"nothing\",\"arguments\":null,\"service\":null}")]
    public async Task Arguments_may_be_left_out(string body) =>
        Assert.Equal("{\"$undefined\":true}", (await _server.SendAsync("POST", "/app/test-abcde/functions/call", _token, body)).Text);

    [Fact]
    public async Task A_function_sees_the_request_but_not_the_token()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WireRequests.Api + "/app/test-abcde/functions/call?color=red&n=1")
        {
            Content = new StringContent("""{"name":"request","arguments":[]}"""),
            Headers = { { "User-Agent", "till/1.0" }, { "X-Color", ["red", "blue"] } },
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        WireReply reply = await _server.SendAsync(request);

        Assert.Equal(("127.0.0.1", "color=red&n=1"), (reply.String("remoteIPAddress"), reply.String("rawQueryString")));
        Assert.Equal(("POST", "till/1.0"), (reply.String("httpMethod"), reply.String("httpUserAgent")));
        Assert.Contains("red", reply.Json.GetProperty("requestHeaders").GetProperty("X-Color").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(_token, reply.Text, StringComparison.Ordinal);
    }

    private Task<WireReply> CallAsync(string name, string arguments) => _server.CallAsync(_token, name, arguments, "test-abcde");
}
