using System;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using AppServices.Tests.Auth;
using AppServices.Tests.Endpoints;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Webhooks;

/// <summary>Incoming webhooks of older exports at their old addresses (app-folder 8.8).</summary>
public sealed class WebhookTests(WebhookTests.Server server) : IClassFixture<WebhookTests.Server>
{
    private const string Secret = "12345";
    private const string Message = """{"message":"MESSAGE"}""";
    private const string Vector = "828ee180512eaf8a6229eda7eea72323f68e9c0f0093b11a578b0544c5777862";

    [Theory]
    [InlineData("GET", "s/count", """200 application/json {"n":{"$numberLong":"3"}}""")]
    [InlineData("GET", "s/text", "200 application/json \"[1]\"")]
    [InlineData("GET", "s/status", "201")]
    [InlineData("GET", "s/body", "200 text/plain; charset=utf-8 set")]
    [InlineData("GET", "s/object", """200 application/json {"a":{"$numberInt":"1"}}""")]
    [InlineData("GET", "s/silent", "204")]
    [InlineData("GET", "s/late", "202")]
    [InlineData("GET", "s/system", "200 application/json true")]
    [InlineData("GET", "s/asScript?as=system", "200 application/json true")]
    [InlineData("GET", "s/asScript?as=USER", "200 application/json false")]
    [InlineData("POST", "s/any", "200 application/json \"POST\"")]
    [InlineData("GET", "s/seen?a=1&a=2", """200 application/json [{"a":"1"},["k"],null,"/api/client/v2.0/app/test-abcde/service/s/incoming_webhook/seen"]""")]
    [InlineData("GET", "renamed/named", "200 application/json {\"$numberInt\":\"1\"}")]
    [InlineData("GET", "older/old", "200 application/json \"services\"")]
    [InlineData("GET", "older/short", "200 application/json \"without the folder\"")]
    [InlineData("GET", "older/twice", "200 application/json \"http_endpoints\"")]
    [InlineData("GET", "older/noOptions", "200 application/json \"open\"")]
    public async Task A_webhook_gets_the_request_and_answers(string method, string path, string expected) =>
        Assert.Equal(expected, (await server.App.AskAsync(method, Server.Path + server.Fill(path, '/'), "x-key: k")).Line());

    [Theory]
    [InlineData("GET", "none/x", 404, "ServiceNotFound", "service not found: 'none'")]
    [InlineData("GET", "s/none", 404, "IncomingWebhookNotFound", "incoming webhook not found: 'none'")]
    [InlineData("POST", "s/status", 405, "IncomingWebhookNotFound", "incoming webhook not found: POST 'status'; it has GET")]
    [InlineData("TRACE", "s/any", 405, "IncomingWebhookNotFound", "incoming webhook not found: TRACE 'any'; it has GET, POST, PUT, PATCH, DELETE, HEAD")]
    [InlineData("PURGE", "s/any", 405, "IncomingWebhookNotFound", "incoming webhook not found: PURGE 'any'; it has GET, POST, PUT, PATCH, DELETE, HEAD")]
    [InlineData("GET", "s/throws", 400, "FunctionExecutionError", "Error: boom")]
    [InlineData("GET", "s/rule", 403, "FunctionExecutionError", "rule not matched for function \"s/rule\"")]
    [InlineData("GET", "s/nobody", 400, "FunctionExecutionError", "function 's/nobody' is to run as user '000000000000000000000000', who does not exist")]
    [InlineData("GET", "s/emptySecret?secret=", 500, "InternalServerError", "the secret of the webhook is not configured")]
    [InlineData("GET", "s/noSuchSecret?secret=x", 500, "InternalServerError", "secret 'nobodyHasIt' is not configured")]
    public async Task What_cannot_be_is_said(string method, string path, int status, string code, string error) =>
        (await server.App.AskAsync(method, Server.Path + path.Replace("/", "/incoming_webhook/", StringComparison.Ordinal))).AssertError(status, code, error);

    [Theory]
    [InlineData("s/literal?secret=12345&q=1", 200)]
    [InlineData("s/literal", 401)]
    [InlineData("s/literal?secret=1234", 401)]
    [InlineData("s/flag?secret=12345&q=1", 200)]
    [InlineData("s/flag", 401)]
    [InlineData("s/stored?secret=12345&q=1", 200)]
    [InlineData("s/stored?secret=webhookSecret", 401)]
    public async Task A_secret_is_asked_for_in_the_query(string path, int status)
    {
        WireReply reply = await server.App.AskAsync("GET", Server.Path + path.Replace("/", "/incoming_webhook/", StringComparison.Ordinal));
        if (status == 200) Assert.Equal("""["q=1",{"q":"1"}]""", reply.Text);
        else reply.AssertRefused(401, "IncomingWebhookAuthFailed");
    }

    [Theory]
    [InlineData("s/signed", "x-hook-signature: sha256=" + Vector, Message, 200)]
    [InlineData("s/signed", "", Message, 401)]
    [InlineData("s/signed", "endpoint-signature: sha256=" + Vector, Message, 401)]
    [InlineData("s/signed", "x-hook-signature: sha256=" + Vector, "{\"message\": \"MESSAGE\"}", 401)]
    [InlineData("g/push", "x-hub-signature: sha1=SHA1", Message, 200)]
    [InlineData("g/push", "x-hub-signature-256: sha256=SHA256", Message, 200)]
    [InlineData("g/push", "x-hub-signature-256: sha256=SHA256\nx-hub-signature: sha1=00", Message, 200)]
    [InlineData("g/push", "x-hub-signature-256: sha1=SHA1", Message, 401)]
    [InlineData("g/push", "x-hub-signature: sha1=00", Message, 401)]
    [InlineData("g/push", "", Message, 401)]
    [InlineData("g/push", "x-hub-signature-256: sha256=SHA256\ncontent-type: application/x-www-form-urlencoded", "payload=%7B%22message%22%3A%22MESSAGE%22%7D", 200)]
    [InlineData("g/push", "x-hub-signature-256: sha256=SHA256", "no json", 400)]
    public async Task Payloads_are_signed(string path, string headers, string body, int status)
    {
        headers = headers.Replace("SHA256", Convert.ToHexString(RouteRequests.Hmac(HashAlgorithmName.SHA256, Secret, body)), StringComparison.Ordinal)
            .Replace("SHA1", Convert.ToHexString(RouteRequests.Hmac(HashAlgorithmName.SHA1, Secret, body)), StringComparison.Ordinal);
        WireReply reply = await server.App.AskAsync("POST", Server.Path + path.Replace("/", "/incoming_webhook/", StringComparison.Ordinal), headers, body);
        if (status == 200) Assert.Equal("200 application/json \"MESSAGE\"", reply.Line());
        else reply.AssertRefused(status, status == 401 ? "IncomingWebhookAuthFailed" : "BadRequest");
    }

    [Theory]
    [InlineData("From=%2B1&Body=hi+there", "https://hooks.example.com", 200)]
    [InlineData("From=%2B1&Body=hi+there", null, 401)]
    public async Task Twilio_signs_the_address_and_the_form_and_reads_text(string form, string? address, int status)
    {
        string url = (address is null ? "https://other.example.com" : server.App.BaseAddress.GetLeftPart(UriPartial.Authority)) + Server.Path + "t/incoming_webhook/sms?x=1";
        string signature = Convert.ToBase64String(RouteRequests.Hmac(HashAlgorithmName.SHA1, "token", url + "Bodyhi there" + "From+1"));
        WireReply reply = await server.App.AskAsync("POST", Server.Path + "t/incoming_webhook/sms?x=1", "x-twilio-signature: " + signature, form);
        if (status == 200) Assert.Equal("200 text/xml; charset=utf-8 <Response>+1: hi there</Response>", reply.Line());
        else reply.AssertRefused(401, "IncomingWebhookAuthFailed");
    }

    [Theory]
    [InlineData("api-key: KEY", null, 200, "")]
    [InlineData("email: a@example.com\npassword: correct horse", "{\"email\":\"x\"}", 400, "MissingParameter")]
    [InlineData("", "{\"email\":\"a@example.com\",\"password\":\"correct horse\"}", 200, "")]
    [InlineData("", "{\"apiKey\":\"KEY\"}", 200, "")]
    [InlineData("apiKey: KEY", "{\"apiKey\":\"KEY\"}", 400, "InvalidParameter")]
    [InlineData("", null, 400, "InvalidParameter")]
    [InlineData("apiKey: wrong", null, 401, "InvalidSession")]
    public async Task A_webhook_may_run_as_the_user_who_calls(string headers, string? body, int status, string code)
    {
        WireReply reply = await server.App.AskAsync("POST", Server.Path + "s/incoming_webhook/authed", server.Fill(headers), server.Fill(body));
        if (status == 200) Assert.Equal($"""["{server.User.UserId}",false]""", reply.Text);
        else reply.AssertRefused(status, code);
    }

    [Fact]
    public async Task Pages_may_read_webhooks_and_their_errors()
    {
        WireReply asked = await server.App.AskAsync("OPTIONS", Server.Path + "s/incoming_webhook/count", "origin: https://page\naccess-control-request-method: POST");
        Assert.Equal((204, "https://page"), ((int)asked.Status, Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Origin"))));
        WireReply reply = await server.App.AskAsync("GET", Server.Path + "s/incoming_webhook/none", "origin: https://page");
        Assert.Equal((404, "https://page"), ((int)reply.Status, Assert.Single(reply.Headers.GetValues("Access-Control-Allow-Origin"))));
    }

    [Theory]
    [InlineData("services/s/incoming_webhooks/bad/config.json", "{\"name\":\"bad\",\"respond_result\":1}", ": true or false is expected (at respond_result).", 500)]
    [InlineData("services/s/incoming_webhooks/bad/config.json", "{\n", ":2:1: The JSON is broken: ", 500)]
    [InlineData("services/s/incoming_webhooks/bad/config.json", "{\"options\":{\"httpMethod\":\"TRACE\"}}", ": the method 'TRACE' is unknown: ", 500)]
    [InlineData("services/s/incoming_webhooks/bad/config.json", "{\"options\":{\"secret\":\"x\"}}", ": there is a secret, but no 'validationMethod' in 'options' that says what it is for.", 500)]
    [InlineData("services/s/incoming_webhooks/bad/config.json", "{\"options\":{\"validationMethod\":\"X\"}}", ": the validation 'X' is unknown: ", 500)]
    [InlineData("services/s/incoming_webhooks/other/config.json", "{\"name\":\"bad\"}", ": Webhook s/bad is in ", 500)]
    [InlineData("services/s/incoming_webhooks/bad/source.js", "exports = () =>\n;", ":2:1: ", 400)]
    [InlineData("services/s/config.json", "{\"name\":\"s\",\"type\":\"fax\"}", ": services of type 'fax' have no webhooks.", 500)]
    public async Task One_broken_webhook_is_one_error_and_the_others_answer(string file, string text, string error, int status)
    {
        using AppFolder folder = FolderReading.App(
            ("services/s/incoming_webhooks/bad/config.json", "{\"name\":\"bad\"}"), ("services/s/incoming_webhooks/bad/source.js", "exports = () => 1;"),
            ("services/s/incoming_webhooks/other/source.js", "exports = () => 1;"),
            ("services/good/incoming_webhooks/one/config.json", "{\"name\":\"one\",\"respond_result\":true}"),
            ("services/good/incoming_webhooks/one/source.js", "exports = () => 1;"));
        if (!file.Contains("/other/", StringComparison.Ordinal)) folder.Write("services/s/incoming_webhooks/other/config.json", "{}");
        folder.Write(file, text);
        string at = folder.Path + "/" + (file.Contains("/other/", StringComparison.Ordinal) ? "services/s/incoming_webhooks/other" : file);
        string found = Assert.Single(folder.Read().Errors);
        Assert.StartsWith(at + ":", found, StringComparison.Ordinal);
        Assert.Contains(error, found, StringComparison.Ordinal);
        await using AppServerFixture app = await AppServerFixture.StartAsync(folder);
        (await app.AskAsync("GET", Server.Path + "s/incoming_webhook/bad")).AssertRefused(status, status == 400 ? "FunctionSyntaxError" : "InternalServerError");
        Assert.Equal("""{"$numberInt":"1"}""", (await app.AskAsync("GET", Server.Path + "good/incoming_webhook/one")).Text);
    }

    [Fact]
    public void They_are_listed_with_what_keeps_them_from_working()
    {
        using AppFolder folder = FolderReading.App(
            ("http_endpoints/data_api_config.json", """{"disabled":true}"""), ("services/s/config.json", """{"name":"s","type":"github"}"""),
            ("services/s/incoming_webhooks/h/config.json", "{}"), ("services/s/incoming_webhooks/h/source.js", "exports = () => 1;"),
            ("services/s/incoming_webhooks/b/config.json", "{}"), ("services/s/incoming_webhooks/b/source.js", "exports = ("));
        Assert.Equal(
            ["DataApi data off", "Webhook s/b broken", "Webhook s/h works", "Service s works"],
            folder.Read().Items.OrderBy(item => item.Kind).ThenBy(item => item.Name, StringComparer.Ordinal).Select(item => $"{item.Kind} {item.Name} {(item.IsDisabled ? "off" : item.Works ? "works" : "broken")}"));
    }

    /// <summary>One server for all of them, with a user.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public const string Path = WireRequests.Api + "/app/" + RouteRequests.AppId + "/service/";

        private readonly SecretsFile _secrets = new(("webhookSecret", Secret), ("twilioToken", "token"));
        private readonly AppFolder _folder = new AppFolder().Write("config.json", AppFolder.Root.Replace("{", "{\"config_version\":20200603,", StringComparison.Ordinal));
        private string _key = "";

        internal AppServerFixture App { get; private set; } = null!;

        internal WireLogin User { get; private set; } = null!;

        public string Fill(string? text) => text is null ? null! : text.Replace("KEY", _key, StringComparison.Ordinal);

        public string Fill(string path, char slash) =>
            path.Replace($"{slash}", "/incoming_webhook/", StringComparison.Ordinal).Replace("USER", User.UserId, StringComparison.Ordinal);

        public async ValueTask InitializeAsync()
        {
            const string Ask = "p => [context.request.rawQueryString, p.query];";
            Add("services/s", "count", "() => ({ n: BSON.Long.fromString('3') });");
            Add("services/s", "text", "() => '[1]';");
            Add("services/s", "status", "(p, r) => { r.setStatusCode(201); return 1; };", "\"options\":{\"httpMethod\":\"GET\",\"validationMethod\":\"NO_VALIDATION\"}");
            Add("services/s", "body", "(p, r) => { r.setBody('set'); return 1; };", "\"respond_result\":false");
            Add("services/s", "object", "(p, r) => { r.setBody({ a: 1 }); };");
            Add("services/s", "silent", "() => 1;", "\"respond_result\":false");
            Add("services/s", "late", "(p, r) => { new Promise(resolve => setTimeout(resolve, 1)).then(() => r.setStatusCode(202)); };");
            Add("services/s", "system", "() => context.runningAsSystem();", "\"run_as_user_id\":\"\",\"run_as_user_id_script_source\":\"\",\"can_evaluate\":{}");
            Add("services/s", "asScript", "() => context.runningAsSystem();",
                "\"run_as_user_id_script_source\":\"exports = ({query}) => query.as === 'system' ? {runAsSystem: true} : query.as;\"");
            Add("services/s", "nobody", "() => 1;", "\"run_as_user_id\":\"000000000000000000000000\"");
            Add("services/s", "any", "() => context.request.httpMethod;", "\"options\":{\"httpMethod\":\"ANY\"}");
            Add("services/s", "seen", "p => [p.query, p.headers['X-Key'], p.body ?? null, context.request.webhookUrl];");
            Add("services/s", "throws", "() => { throw new Error('boom'); };");
            Add("services/s", "rule", "() => 1;", "\"can_evaluate\":{\"%%user.id\":\"x\"}");
            Add("services/s", "literal", Ask, Options("SECRET_AS_QUERY_PARAM", Secret));
            Add("services/s", "stored", Ask, Options("SECRET_AS_QUERY_PARAM", "webhookSecret"));
            Add("services/s", "flag", Ask, $$"""
                "options":{"secretAsQueryParam":true,"secret":"{{Secret}}"}
                """);
            Add("services/s", "emptySecret", "() => 1;", Options("SECRET_AS_QUERY_PARAM", ""));
            Add("services/s", "noSuchSecret", "() => 1;", "\"options\":{\"validationMethod\":\"SECRET_AS_QUERY_PARAM\",\"secret_name\":\"nobodyHasIt\"}");
            Add("services/s", "signed", "p => JSON.parse(p.body.text()).message;", Options("VERIFY_PAYLOAD", Secret));
            Add("services/s", "authed", "() => [context.user.id, context.runningAsSystem()];", "\"run_as_authed_user\":true,\"run_as_user_id\":\"x\"");
            Add("services/folder", "named", "() => 1;");
            Add("services/older", "old", "() => 'services';");
            Add("services/older", "twice", "() => 'services';");
            Add("http_endpoints/older", "twice", "() => 'http_endpoints';");
            Add("http_endpoints/older", "noOptions", "() => 'open';");
            Add("http_endpoints/older", "short", "() => 'without the folder';", hooks: "");
            Add("services/g", "push", "event => event.message;", $$"""
                "options":{"secret":"{{Secret}}"}
                """);
            Add("services/t", "sms", "p => `<Response>${p.From}: ${p.Body}</Response>`;");
            _folder.Write("services/folder/config.json", """{"name":"renamed","type":"http","config":{},"version":1}""")
                .Write("services/g/config.json", """{"name":"g","type":"github"}""")
                .Write("services/t/config.json", """{"name":"t","type":"twilio","config":{"sid":"s"},"secret_config":{"auth_token":"twilioToken"}}""")
                .Write("http_endpoints/older/rules/r.json", """{"name":"r","actions":["get"]}""")
                .Write("auth_providers/api-key.json", """{"type":"api-key"}""")
                .Write("auth_providers/local-userpass.json", """{"type":"local-userpass","config":{"autoConfirm":true}}""");
            App = await AppServerFixture.StartAsync(options => options with { SecretsFile = _secrets.Path }, _folder);
            await App.RegisterAsync("a@example.com", AuthRequests.Password, RouteRequests.AppId);
            User = await App.LogInAsync("local-userpass", AuthRequests.Login("a@example.com"), RouteRequests.AppId);
            _key = (await App.CreateKeyAsync(User.RefreshToken, "key")).String("key");
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _folder.Dispose();
            _secrets.Dispose();
        }

        private static string Options(string method, string secret) => $$"""
            "options":{"httpMethod":"ANY","validationMethod":"{{method}}","secret":"{{secret}}"}
            """;

        private void Add(string service, string name, string source, string more = "", string hooks = "/incoming_webhooks") => _folder
            .Write($"{service}{hooks}/{name}/source.js", "exports = " + source)
            .Write($"{service}{hooks}/{name}/config.json", $$"""{"name":"{{name}}","respond_result":true{{(more.Length > 0 ? "," : "")}}{{more}}}""");
    }
}
