using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Providers.ForeignTokens;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary><c>context.http</c> against a real server: what is sent, and what comes back.</summary>
public sealed class ContextHttpTests(OutgoingApp app) : IClassFixture<OutgoingApp>
{
    // What the target saw: method, target, one header's values, body.
    [Theory]
    [InlineData("get", "\"$target/a?b=c\"", "GET", "/a?b=c", "Accept-Encoding", null, "")]
    [InlineData("get", "{\"url\":\"$target/a\"}", "GET", "/a", "User-Agent", "appservices-server", "")]
    [InlineData("get", "{\"scheme\":\"http\",\"host\":\"$host\",\"path\":\"/a b/c?d#e\",\"query\":{\"c\":[\"r\",\"b\"],\"d\":\"x&y\",\"n\":5},\"fragment\":\"f\"}", "GET", "/a%20b/c%3Fd%23e?c=r&c=b&d=x%26y&n=5", "Host", "$host", "")]
    [InlineData("get", "{\"host\":\"$host\",\"path\":\"a%20b\"}", "GET", "/a%20b", "Host", "$host", "")]
    [InlineData("get", "{\"domain\":\"$host\"}", "GET", "/", "Host", "$host", "")]
    [InlineData("get", "{\"url\":\"$target/a?x=1\",\"query\":{\"y\":[\"2\"]}}", "GET", "/a?x=1&y=2", "Host", "$host", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"headers\":{\"X-Key\":[\"k\"],\"x-other\":\"o\"}}", "GET", "/a", "X-Key", "k", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"headers\":{\"X-Key\":\"Zoë\"}}", "GET", "/a", "X-Key", "Zoë", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"headers\":{\"Host\":[\"evil\"],\"Content-Length\":[\"7\"],\"Transfer-Encoding\":[\"chunked\"],\"Connection\":[\"close\"]}}", "GET", "/a", "Host", "$host", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"cookies\":{\"k\":\"v\",\"l\":\"w\"}}", "GET", "/a", "Cookie", "k=v; l=w", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"authUrl\":\"$target/cookies\",\"cookies\":{\"a\":\"b\"}}", "GET", "/a", "Cookie", "a=b; k=v; l=w", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"username\":\"u\",\"password\":\"pä\"}", "GET", "/a", "Authorization", "Basic dTpww6Q=", "")]
    [InlineData("get", "{\"url\":\"http://u:p%40@$host/a\"}", "GET", "/a", "Authorization", "Basic dTpwQA==", "")]
    [InlineData("get", "{\"url\":\"http://u:p@$host/a\",\"headers\":{\"Authorization\":[\"Bearer t\"]}}", "GET", "/a", "Authorization", "Bearer t", "")]
    [InlineData("get", "{\"url\":\"$target/a\",\"body\":\"of a get\"}", "GET", "/a", "Content-Length", "8", "of a get")]
    [InlineData("post", "{\"url\":\"$target/a\",\"body\":\"text\"}", "POST", "/a", "Content-Type", null, "text")]
    [InlineData("post", "{\"url\":\"$target/a\"}", "POST", "/a", "Content-Length", "0", "")]
    [InlineData("post", "{\"url\":\"$target/a\",\"headers\":{\"Content-Type\":[\"text/x\"]},\"body\":{\"$binary\":{\"base64\":\"AP8=\",\"subType\":\"00\"}}}", "POST", "/a", "Content-Type", "text/x", "\0\u00FF")]
    [InlineData("put", "{\"url\":\"$target/a\",\"body\":{\"n\":1,\"d\":1.5,\"l\":{\"$numberLong\":\"9007199254740993\"},\"o\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"},\"t\":{\"$date\":{\"$numberLong\":\"0\"}}},\"encodeBodyAsJSON\":true}", "PUT", "/a", "Content-Type", "application/json", "{\"n\":1,\"d\":1.5,\"l\":9007199254740993,\"o\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d0\"},\"t\":{\"$date\":\"1970-01-01T00:00:00Z\"}}")]
    [InlineData("patch", "{\"url\":\"$target/a\",\"headers\":{\"content-type\":\"application/ld+json\"},\"body\":\"text\",\"encodeBodyAsJSON\":true}", "PATCH", "/a", "Content-Type", "application/ld+json", "\"text\"")]
    [InlineData("delete", "{\"url\":\"$target/a\"}", "DELETE", "/a", "Content-Type", null, "")]
    [InlineData("post", "{\"url\":\"$target/a\",\"headers\":{\"Content-Type\":[\"application/x-www-form-urlencoded\"]},\"form\":{\"a b\":\"1&2\",\"c\":[\"r\",\"b\"]}}", "POST", "/a", "Content-Type", "application/x-www-form-urlencoded", "a+b=1%262&c=r&c=b")]
    [InlineData("get", "{\"url\":\"$target/redirect\",\"followRedirects\":true}", "GET", "/echo?from=redirect", "Host", "$host", "")]
    [InlineData("post", "{\"url\":\"$target/redirect?status=303\",\"followRedirects\":true,\"body\":\"b\",\"headers\":{\"Content-Type\":\"text/x\"}}", "GET", "/echo?from=redirect", "Content-Type", null, "")]
    [InlineData("post", "{\"url\":\"$target/redirect?status=307\",\"followRedirects\":true,\"body\":\"b\",\"username\":\"u\"}", "POST", "/echo?from=redirect", "Authorization", "Basic dTo=", "b")]
    [InlineData("get", "{\"url\":\"$target/digest?x=1\",\"digestAuth\":true,\"username\":\"u\",\"password\":\"p\"}", "GET", "/digest?x=1", "Accept", null, "")]
    [InlineData("put", "{\"url\":\"http://u:p@$host/digest?algorithm=SHA-256\",\"digestAuth\":true,\"body\":\"b\"}", "PUT", "/digest?algorithm=SHA-256", "Content-Length", "1", "b")]
    [InlineData("get", "{\"url\":\"$target/digest?qop=\",\"digestAuth\":true,\"username\":\"u\",\"password\":\"p\"}", "GET", "/digest?qop=", "Accept", null, "")]
    public async Task A_request_is_what_the_options_say(string method, string options, string sentMethod, string target, string header, string? value, string body)
    {
        JsonElement seen = Plain(await app.SendAsync(method, options)).GetProperty("json");
        Assert.Equal((sentMethod, target, body), (seen.GetProperty("method").GetString(), seen.GetProperty("target").GetString(), seen.GetProperty("body").GetString()));
        if (header == "Accept-Encoding") return;
        string? sent = seen.GetProperty("headers").TryGetProperty(header, out JsonElement values) ? string.Join('|', values.EnumerateArray().Select(item => item.GetString())) : null;
        Assert.Equal(value is null ? null : app.Fill(value), sent);
    }

    [Fact]
    public async Task A_form_has_parts()
    {
        JsonElement seen = Plain(await app.SendAsync("post", """{"url":"$target/a","form":{"a":"1","b\"c":["x","Zoë"]},"headers":{"Content-Type":["multipart/form-data"]}}""")).GetProperty("json");
        string type = seen.GetProperty("headers").GetProperty("Content-Type")[0].GetString()!;
        Assert.Matches("^multipart/form-data; boundary=[0-9a-f]{48}$", type);
        string boundary = type[(type.IndexOf('=', StringComparison.Ordinal) + 1)..];
        string body = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(seen.GetProperty("body").GetString()!));
        Assert.Equal(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"b%22c\"\r\n\r\nx\r\n"
            + $"--{boundary}\r\nContent-Disposition: form-data; name=\"b%22c\"\r\n\r\nZoë\r\n--{boundary}--\r\n",
            body);
    }

    [Fact]
    public async Task Several_values_of_a_header_are_lines_of_their_own()
    {
        JsonElement seen = Plain(await app.SendAsync("get", """{"url":"$target/a","headers":{"X-A":["one","two, three"]}}""")).GetProperty("json");
        Assert.Equal(["one", "two, three"], seen.GetProperty("headers").GetProperty("X-A").EnumerateArray().Select(value => value.GetString()));
    }

    [Fact]
    public async Task Nobody_is_told_which_request_is_behind_another()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        Assert.DoesNotContain("traceparent", (await app.SendAsync("get", "\"$target/a\"")).Text, StringComparison.OrdinalIgnoreCase);
        using Activity request = new Activity("request").Start();
        using var providers = new ProviderHttp();
        Assert.DoesNotContain("traceparent", await providers.GetAsync(new Uri(app.Fill("$target/a"))), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reply_has_all_members_whatever_its_status()
    {
        string text = (await app.SendAsync("get", "{\"url\":\"$target/missing\"}")).Text;
        Assert.StartsWith("""{"status":"404 Not Found","statusCode":{"$numberInt":"404"},"contentLength":{"$numberLong":"-1"},"headers":{""", text, StringComparison.Ordinal);
        Assert.Contains("\"Content-Type\":[\"text/plain; charset=utf-8\"]", text, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"no such thing\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$target/redirect", "[302, '302 Found', r.headers.Location[0], r.contentLength, r.body.text()]", "[302,\"302 Found\",\"/echo?from=redirect\",0,\"\"]")]
    [InlineData("$target/chunked", "[r.contentLength, r.body.toBase64(), r.body instanceof BSON.Binary, r.body.length()]", "[-1,\"YWI=\",true,2]")]
    [InlineData("$target/packed", "[r.contentLength, r.headers['Content-Encoding'], r.body.length()]", "[-1,null,1000]")]
    [InlineData("$target/large", "r.body.length()", "16777216")]
    [InlineData("$target/cookies", "r.cookies.k", "{\"value\":\"v\",\"path\":\"/\",\"domain\":\"\",\"expires\":\"Mon, 01 Jan 0001 00:00:00 GMT\",\"maxAge\":0,\"secure\":false,\"httpOnly\":true}")]
    [InlineData("$target/cookies", "r.cookies.l", "{\"value\":\"w\",\"path\":\"\",\"domain\":\"example.com\",\"expires\":\"Wed, 21 Oct 2015 07:28:00 GMT\",\"maxAge\":60,\"secure\":true,\"httpOnly\":false}")]
    [InlineData("$target/cookies", "[`${r.cookies.k}`, r.headers['Set-Cookie'].length, Object.keys(r.cookies)]", "[\"v\",2,[\"k\",\"l\"]]")]
    public async Task A_reply_is_read(string url, string read, string expected) =>
        Assert.Equal(expected, Plain(await app.RunAsync($"context.http.get({{ url: '{url}' }}).then(r => JSON.parse(JSON.stringify({read})))")).GetRawText());

    [Fact]
    public async Task A_head_has_no_body() => Assert.Equal(
        "[\"\",0]", Plain(await app.RunAsync("context.http.head({ url: '$target/missing' }).then(r => [r.body.text(), r.body.length()])")).GetRawText());

    [Theory]
    [InlineData("context.http.get({ url: '$target/digest', digestAuth: true, username: 'u', password: 'wrong' })", "[401]")]
    [InlineData("context.http.get({ url: '$target/digest', username: 'u', password: 'p' })", "[401]")]
    public async Task A_second_challenge_is_the_result(string call, string expected) =>
        Assert.Equal(expected, Plain(await app.RunAsync(call + ".then(r => [r.statusCode])")).GetRawText());

    [Theory]
    [InlineData("MD5", "auth", "00000001", "c0", "7895900ae7b84ac1d805e7826beb9b4a")]
    [InlineData("MD5", "", null, null, "90bcc5cfafcff1807418bd6e223c1e25")]
    public void The_target_knows_digests(string algorithm, string qop, string? count, string? nonce, string expected) =>
        Assert.Equal(expected, TargetServer.DigestOf(algorithm, qop, "GET", "/dir?x=1", count, nonce));

    // Each is a promise that is rejected with an Error, which a function can catch.
    [Theory]
    [InlineData("get()", "an object is expected, with 'url' or with 'host'")]
    [InlineData("get(5)", "an object is expected, with 'url' or with 'host'")]
    [InlineData("get({})", "'url' or 'host' is missing")]
    [InlineData("get({ url: 'ftp://a/b' })", "'url' is no http or https address")]
    [InlineData("get({ url: 'file:///etc/passwd' })", "'url' is no http or https address")]
    [InlineData("get({ url: '/a' })", "'url' is no http or https address")]
    [InlineData("get({ url: {} })", "'url' must hold texts")]
    [InlineData("get({ host: 'http://a' })", "'host' is the name of a server, with a port or without; 'url' takes whole addresses")]
    [InlineData("get({ host: 'a', scheme: 'gopher' })", "'url' is no http or https address")]
    [InlineData("get({ url: address, headers: 5 })", "'headers' must be an object")]
    [InlineData("get({ url: address, headers: { 'a b': ['c'] } })", "a name in 'headers' is no name of a header")]
    [InlineData("get({ url: address, headers: { a: ['b\\r\\nc: d'] } })", "the value of a header or cookie may not contain line breaks")]
    [InlineData("get({ url: address, headers: { a: 'b'.repeat(70000) } })", "'headers' are larger than 64 KB")]
    [InlineData("get({ url: address, cookies: { a: 'b\\nc' } })", "the value of a header or cookie may not contain line breaks")]
    [InlineData("post({ url: address, body: { a: 1 } })", "'body' must be a string or a BSON.Binary; encodeBodyAsJSON: true sends anything else")]
    [InlineData("post({ url: address, body: 'a', form: { a: '1' } })", "a request has a 'body' or a 'form', not both")]
    [InlineData("post({ url: address, body: Promise.resolve('a') })", "a promise cannot be sent; await it first")]
    [InlineData("post({ url: address, get body() { throw new Error('mine'); } })", "mine")]
    [InlineData("get({ url: address + '/huge' })", "Get \"$target/huge\": the reply is larger than 16 MB")]
    [InlineData("get({ url: address + '/bomb' })", "Get \"$target/bomb\": the reply is larger than 16 MB")]
    [InlineData("get({ url: address + '/announced' })", "Get \"$target/announced\": the reply is larger than 16 MB")]
    [InlineData("get({ url: address + '/loop', followRedirects: true })", "Get \"$target/loop\": stopped after 10 redirects")]
    [InlineData("get({ url: address + '/redirect?to=file:///etc/passwd', followRedirects: true })", "Get \"$target/redirect\": the redirect leads to no http or https address")]
    [InlineData("get({ url: 'http://127.0.0.1:1/a?key=secret' })", "Get \"http://127.0.0.1:1/a\": Connection refused")]
    [InlineData("put({ url: 'http://nobody.invalid/a' })", "Put \"http://nobody.invalid/a\": ", false)]
    [InlineData("get({ url: address.replace('http', 'https') })", "Get \"https://$host/\": ", false)]
    [InlineData("get({ url: address + '/break' })", "Get \"$target/break\": ", false)]
    public async Task What_cannot_be_is_an_error_to_catch(string call, string expected, bool isWhole = true)
    {
        string caught = Plain(await app.RunAsync($"context.http.{call}.then(() => 'no error', e => [e instanceof Error, e.message])")).ToString();
        JsonElement error = JsonElement.Parse(caught);
        Assert.True(error[0].GetBoolean());
        if (isWhole) Assert.Equal(app.Fill(expected), error[1].GetString());
        else Assert.StartsWith(app.Fill(expected), error[1].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_catches_is_an_error_of_the_function()
    {
        WireReply reply = await app.RunAsync("context.http.get({ url: 'http://127.0.0.1:1/a?key=secret' })");
        reply.AssertError(400, "FunctionExecutionError", "Error: Get \"http://127.0.0.1:1/a\": Connection refused");
    }

    [Fact]
    public async Task A_redirect_to_another_server_takes_no_secrets_along()
    {
        await using TargetServer other = await TargetServer.StartAsync();
        JsonElement seen = Plain(await app.SendAsync(
            "post", $$"""{"url":"$target/redirect?status=307&to={{other.Address}}/a","followRedirects":true,"headers":{"Authorization":["Bearer t"],"X-A":["1"]},"cookies":{"k":"v"},"body":"b"}"""))
            .GetProperty("json").GetProperty("headers");
        Assert.Equal((false, false, true), (seen.TryGetProperty("Authorization", out _), seen.TryGetProperty("Cookie", out _), seen.TryGetProperty("X-A", out _)));
    }

    [Fact]
    public async Task A_function_makes_few_calls_at_once_however_many_it_begins()
    {
        Assert.Equal("60", Plain(await app.RunAsync("Promise.all([...Array(60)].map(() => context.http.get(address + '/slow'))).then(all => all.length)")).GetRawText());
        Assert.InRange(app.Target.MostOpen, 2, 10);
    }

    [Fact]
    public async Task What_is_not_awaited_is_sent_before_the_answer()
    {
        await app.RunAsync("(context.http.post({ url: '$target/unawaited' }), 1)");
        Assert.Contains("/unawaited", app.Target.Paths);
    }

    /// <summary>A result in plain JSON.</summary>
    private static JsonElement Plain(WireReply reply)
    {
        Assert.True((int)reply.Status == 200, reply.Text);
        return JsonElement.Parse(System.Text.Encoding.UTF8.GetString(
            AppServices.Server.Bson.RelaxedEjson.ToUtf8(AppServices.Server.Bson.EjsonReader.Parse(System.Text.Encoding.UTF8.GetBytes(reply.Text)))));
    }
}
