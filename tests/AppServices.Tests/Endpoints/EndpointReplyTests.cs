using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Endpoints;

/// <summary>What functions of endpoints get, and what becomes of what they return and set (app-folder 8.2, 8.3).</summary>
public sealed class EndpointReplyTests(EndpointReplyTests.Server server) : IClassFixture<EndpointReplyTests.Server>
{
    private const string Date = "new Date(1683248523456)";
    private const string Silent = "\"respond_result\":false";

    private const string Values = """
        () => ({ id: BSON.ObjectId("6650a1f2c3d4e5f6a7b8c9d0"), date: new Date(1683248523456), long: BSON.Long.fromString("9007199254740993"), half: 0.5,
          decimal: BSON.Decimal128.fromString("1.5"), bytes: BSON.Binary.fromText("hi"), pattern: /^H/i, stamp: new BSON.Timestamp(2, 1), min: new BSON.MinKey(),
          nan: NaN, none: undefined, code: new BSON.Code("x"), uuid: new BSON.UUID("00112233-4455-6677-8899-aabbccddeeff"), list: [1, undefined, null] })
        """;

    public static TheoryData<string, string, string> Replies => new()
    {
        { "GET /a", "", """200 application/json {"n":1}""" },
        { "GET /a", "Accept: application/ejson", """200 application/ejson {"n":{"$numberInt":"1"}}""" },
        { "GET /a", "Accept: text/html", """200 application/json {"n":1}""" },
        { "GET /a", "Accept: application/ejson;q=0.5, application/json", """200 application/json {"n":1}""" },
        { "GET /a", "Accept: ;;;", """200 application/json {"n":1}""" },
        { "GET /ejson", "", """200 application/ejson {"$date":{"$numberLong":"1683248523456"}}""" },
        { "GET /ejson", "Accept: application/json", """200 application/json "2023-05-05T01:02:03.456Z" """ },
        { "GET /text", "", """200 application/json "x" """ },
        { "GET /nothing", "", "200 application/json null" },
        { "GET /nothing", "Accept: application/ejson", "200 application/ejson null" },
        { "GET /silent", "", "204" },
        { "GET /failure", "", "500 text/plain GET-failure" },
        { "GET /status", "", """201 application/json {"ok":1}""" },
        { "GET /body", "", "200 text/plain; charset=utf-8 b" },
        { "GET /silentStatus", "", "202" },
        { "GET /json", "", """200 application/json [1,{"a":2}]""" },
        { "GET /notJson", "", "200 text/plain; charset=utf-8 {not json" },
        { "GET /html", "", "200 text/html; charset=utf-8 <!DOCTYPE html><p>" },
        { "GET /xml", "", "200 text/xml; charset=utf-8 <?xml version=\"1.0\"?><a/>" },
        { "GET /bytes", "", "200 application/octet-stream hi" },
        { "GET /object", "", """200 application/json {"a":"6650a1f2c3d4e5f6a7b8c9d0"}""" },
        { "GET /empty", "", "200" },
        { "GET /noBody", "", "204" },
        { "GET /notModified", "", "304" },
        { "GET /redirect", "", "302" },
        { "GET /cursor", "", """200 application/json [{"_id":1,"n":2}]""" },
        { "GET /drained", "", "201 application/json \"late\"" },
        { "GET /passed", "", "418 text/plain; charset=utf-8 by another" },
        { "HEAD /any", "", "200 application/json" },
        {
            "GET /values", "", "200 application/json " + """
            {"id":"6650a1f2c3d4e5f6a7b8c9d0","date":"2023-05-05T01:02:03.456Z","long":9007199254740993,"half":0.5,"decimal":"1.5","bytes":{"Subtype":0,"Data":"aGk="},"pattern":{"Pattern":"^H","Options":"i"},"stamp":{"T":1,"I":2},"min":{},"nan":null,"code":"x","uuid":{"Subtype":4,"Data":"ABEiM0RVZneImaq7zN3u/w=="},"list":[1,null,null]}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Replies))]
    public async Task A_reply_is_what_the_function_returns_or_sets(string request, string headers, string expected)
    {
        string[] parts = request.Split(' ');
        WireReply reply = await server.App.AskAsync(parts[0], RouteRequests.Endpoints + parts[1], headers);
        Assert.Equal(expected.Trim(), reply.Line());
    }

    [Theory]
    [InlineData("setStatusCode(100)", "TypeError: a status code is a whole number from 200 to 599, not 100")]
    [InlineData("setStatusCode('x')", "TypeError: a status code is a whole number from 200 to 599, not x")]
    [InlineData("setHeader('a b', '1')", "TypeError: 'a b' is no name of a header")]
    [InlineData("setHeader('A', '1\\r\\nB: 2')", "TypeError: the value of header 'A' has characters that headers cannot have")]
    [InlineData("setBody(Promise.resolve(1))", "Error: a promise or cursor cannot be a body; await what it gives first")]
    public async Task What_cannot_be_set_is_an_error_of_the_function(string call, string error) =>
        (await server.App.AskAsync("POST", RouteRequests.Endpoints + "/run", body: call)).AssertError(400, "FunctionExecutionError", error);

    [Fact]
    public async Task Headers_are_set_and_added_and_those_of_the_connection_are_not_the_functions()
    {
        using HttpRequestMessage request = RouteRequests.Request("GET", RouteRequests.Endpoints + "/headers");
        using HttpResponseMessage reply = await server.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["3"], reply.Headers.GetValues("X-A"));
        Assert.Equal(["1", "2"], reply.Headers.GetValues("X-B"));
        Assert.Equal("application/pdf", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(4, reply.Content.Headers.ContentLength);
        string disposition = Assert.Single(reply.Content.Headers.NonValidated["Content-Disposition"]);
        Assert.Equal("attachment; filename=\"Übersicht.pdf\"", Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(disposition)));
        using HttpRequestMessage redirect = RouteRequests.Request("GET", RouteRequests.Endpoints + "/redirect");
        using HttpResponseMessage redirected = await server.App.Http.SendAsync(redirect, TestContext.Current.CancellationToken);
        Assert.Equal("https://example.com/next", redirected.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("?a=1&a=2&b=x%20y&c=1+1&A=3&e", "", "r.query", """{"a":"1","b":"x y","c":"1 1","A":"3","e":""}""")]
    [InlineData("?a%00b=1&c=x%00", "", "r.query", """{"c":"x\u0000"}""")]
    [InlineData("", "x-api-key: k", "[r.headers['X-Api-Key'], r.headers['x-api-key'] === undefined]", """[["k"],true]""")]
    [InlineData("", "X-GitHub-Event: a\nETAG: e", "[r.headers['X-Github-Event'], r.headers.Etag]", """[["a"],["e"]]""")]
    [InlineData("", "authorization: Basic x", "r.headers.Authorization", """["Basic x"]""")]
    [InlineData("", "", "[r.body === undefined, r.method, r.pathParams]", "[true,null,null]")]
    [InlineData("?a=1", "x-one: 1\nreferer: https://a/\nuser-agent: me", "context.request", null)]
    [InlineData("?q=1&secret=kept", "", "[r.query.secret, context.request.rawQueryString]", """["kept","q=1&secret=kept"]""")]
    public async Task A_function_sees_the_request(string query, string headers, string expression, string? expected)
    {
        WireReply reply = await server.App.AskAsync("GET", $"{RouteRequests.Endpoints}/ask{query}", headers + "\nx-expression: " + expression);
        Assert.Equal(200, (int)reply.Status);
        if (expected is not null) Assert.Equal(expected, reply.Text);
        else
        {
            Assert.Equal(("a=1", "GET", "/ask"), (reply.String("rawQueryString"), reply.String("httpMethod"), reply.String("webhookUrl")));
            Assert.Equal(("https://a/", "me", "127.0.0.1"), (reply.String("httpReferrer"), reply.String("httpUserAgent"), reply.String("remoteIPAddress")));
            Assert.Equal("1", reply.Json.GetProperty("requestHeaders").GetProperty("X-One")[0].GetString());
        }
    }

    [Theory]
    [InlineData("GET", "{\"x\":1}", "JSON.parse(r.body.text()).x", "1")]
    [InlineData("POST", "Boom!", "r.body.text()", "\"Boom!\"")]
    [InlineData("DELETE", "x", "r.body.length()", "1")]
    [InlineData("PUT", "\u00FF", "r.body.toBase64()", "\"w78=\"")]
    public async Task It_sees_the_bytes_of_the_body(string method, string body, string expression, string expected) => Assert.Equal(
        expected, (await server.App.AskAsync(method, RouteRequests.Endpoints + "/ask", "x-expression: " + expression, body)).Text);

    [Fact]
    public async Task Bytes_that_are_no_text_come_as_they_are()
    {
        using HttpRequestMessage request = RouteRequests.Request(
            "POST", RouteRequests.Endpoints + "/ask", "x-expression: r.body.toBase64()", [0xFF, 0x00]);
        Assert.Equal("\"/wA=\"", (await server.App.SendAsync(request)).Text);
    }

    [Fact]
    public async Task What_throws_is_a_refusal_whatever_was_set_before()
    {
        WireReply reply = await server.App.AskAsync("GET", RouteRequests.Endpoints + "/throws");
        reply.AssertError(400, "FunctionExecutionError", "Error: boom");
        Assert.False(reply.Headers.Contains("X-A"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using HttpRequestMessage request = RouteRequests.Request("POST", RouteRequests.Endpoints + "/a2", "", new byte[19 * 1024 * 1024]);
        request.Headers.ExpectContinue = true;
        Assert.Equal(413, (int)(await server.App.SendAsync(request)).Status);
    }

    /// <summary>One server for all of them.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly AppFolder _folder = new EndpointApp()
            .Add("GET", "/a", "() => ({ n: 1 });")
            .Add("POST", "/a2", "() => 1;")
            .Add("*", "/any", "() => 1;")
            .Add("GET", "/ejson", $"() => {Date};", "\"return_type\":\"EJSON\"")
            .Add("GET", "/text", "() => 'x';")
            .Add("GET", "/nothing", "() => undefined;")
            .Add("GET", "/silent", "() => 5;", Silent)
            .Add("GET", "/failure", "(q, r) => { r.setStatusCode(500); r.setBody('GET-failure'); r.setHeader('Content-Type', 'text/plain'); };", Silent)
            .Add("GET", "/status", "(q, r) => { r.setStatusCode('201'); return { ok: 1 }; };")
            .Add("GET", "/body", "(q, r) => { r.setBody('b'); return 1; };")
            .Add("GET", "/silentStatus", "(q, r) => { r.setStatusCode(202); return 1; };", Silent)
            .Add("GET", "/json", "(q, r) => { r.setBody(JSON.stringify([1, { a: 2 }])); };")
            .Add("GET", "/notJson", "(q, r) => { r.setBody('{not json'); };")
            .Add("GET", "/html", "(q, r) => { r.setBody('<!DOCTYPE html><p>'); };")
            .Add("GET", "/xml", "(q, r) => { r.setBody('<?xml version=\"1.0\"?><a/>'); };")
            .Add("GET", "/bytes", "(q, r) => { r.setBody(BSON.Binary.fromText('hi')); };")
            .Add("GET", "/object", "(q, r) => { r.setBody({ a: BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0') }); };")
            .Add("GET", "/empty", "(q, r) => { r.setBody(null); return 1; };")
            .Add("GET", "/noBody", "(q, r) => { r.setStatusCode(204); r.setBody('x'); };")
            .Add("GET", "/notModified", "(q, r) => { r.setStatusCode(304); return 1; };")
            .Add("GET", "/redirect", "(q, r) => { r.setStatusCode(302).setHeader('Location', 'https://example.com/next'); };", Silent)
            .Add("GET", "/headers", """
                (q, r) => {
                  r.addHeader('X-A', '1'); r.addHeader('x-a', '2'); r.setHeader('X-A', 3); r.addHeader('X-B', '1').addHeader('X-B', '2');
                  r.setHeader('content-type', 'application/pdf'); r.setHeader('Content-Length', '999'); r.setHeader('Connection', 'close');
                  r.setHeader('Content-Disposition', 'attachment; filename="Übersicht.pdf"'); r.setBody('%PDF');
                };
                """)
            .Add("GET", "/cursor", """
                async () => {
                  const c = context.services.get('mongodb-atlas').db('d').collection('c');
                  await c.updateOne({ _id: 1 }, { $set: { n: 2 } }, { upsert: true });
                  return c.find({});
                };
                """)
            .Add("GET", "/drained", "(q, r) => { setTimeout(() => r.setStatusCode(201), 1); return 'late'; };")
            .Add("GET", "/passed", "(q, r) => { context.functions.execute('sets', r); return 1; };")
            .Add("GET", "/values", Values + ";")
            .Add("POST", "/run", "(q, r) => eval('r.' + q.body.text());")
            .Add("*", "/ask", "r => eval(r.headers['X-Expression'][0]);")
            .Add("GET", "/throws", "(q, r) => { r.setStatusCode(201).setHeader('X-A', '1'); throw new Error('boom'); };")
            .Create()
            .Write("functions/sets.js", "exports = r => r.setStatusCode(418).setBody('by another');")
            .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""");

        internal AppServerFixture App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await AppServerFixture.StartAsync(_folder);

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _folder.Dispose();
        }
    }
}
