using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Tests.Auth;
using AppServices.Tests.Server;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Endpoints;

/// <summary>Which endpoint a request reaches, and who may (app-folder 8.1, 8.4, 8.5, 8.6).</summary>
public sealed class EndpointAccessTests(EndpointAccessTests.Server server) : IClassFixture<EndpointAccessTests.Server>
{
    private const string NoMethods = "no authentication methods were specified";
    private const string NoUser = "invalid session: error finding user for endpoint";

    private static readonly string s_vector = "d4f0537db4e230d7a6028a6f7c3bb1b57c9d16f39176d78697e559ac333e0b36";

    [Theory]
    [InlineData("GET", "/A/b", "\"A/b\"")]
    [InlineData("GET", "/A/b/", "\"A/b\"")]
    [InlineData("GET", "/both/", "\"with slash\"")]
    [InlineData("GET", "/both", "\"without\"")]
    [InlineData("GET", "/m", "\"get\"")]
    [InlineData("POST", "/m", "\"post\"")]
    [InlineData("GET", "/all", "\"get of all\"")]
    [InlineData("PUT", "/all", "\"PUT\"")]
    [InlineData("PATCH", "/all", "\"PATCH\"")]
    [InlineData("DELETE", "/all", "\"DELETE\"")]
    [InlineData("GET", "/no%20slash.x", "\"no slash\"")]
    [InlineData("GET", "/n%C3%B6%2Fx", "\"encoded\"")]
    [InlineData("GET", "", "\"root\"")]
    [InlineData("GET", "/", "\"root\"")]
    [InlineData("GET", "/alias", "\"alias\"")]
    [InlineData("GET", "/asScript?as=system", "true")]
    [InlineData("GET", "/asScript?as=USER", "false")]
    [InlineData("GET", "/private", "1")]
    public async Task A_route_reaches_its_function_at_both_addresses(string method, string route, string expected)
    {
        foreach (string root in new[] { RouteRequests.Endpoints, WireRequests.Api + RouteRequests.Endpoints })
            Assert.Equal("200 application/json " + expected, (await server.App.AskAsync(method, root + server.Fill(route))).Line());
    }

    [Theory]
    [InlineData("GET", "/a/b", 404, "EndpointNotFound", "endpoint not found: GET /a/b")]
    [InlineData("GET", "/A/b/c", 404, "EndpointNotFound", "endpoint not found: GET /A/b/c")]
    [InlineData("GET", "/A//b", 404, "EndpointNotFound", "endpoint not found: GET /A//b")]
    [InlineData("GET", "/disabled", 404, "EndpointNotFound", "endpoint not found: GET /disabled")]
    [InlineData("PUT", "/m", 405, "EndpointNotFound", "endpoint not found: PUT /m; it has GET, POST")]
    [InlineData("HEAD", "/m", 405, null, null)]
    [InlineData("TRACE", "/all", 405, "EndpointNotFound", "endpoint not found: TRACE /all; it has GET, POST, PUT, PATCH, DELETE, HEAD")]
    [InlineData("PURGE", "/all", 405, "EndpointNotFound", "endpoint not found: PURGE /all; it has GET, POST, PUT, PATCH, DELETE, HEAD")]
    [InlineData("*", "/all", 405, "EndpointNotFound", "endpoint not found: * /all; it has GET, POST, PUT, PATCH, DELETE, HEAD")]
    [InlineData("GET", "/gone", 404, "FunctionNotFound", "function not found: 'gone'")]
    [InlineData("GET", "/noSecret", 500, "InternalServerError", "secret 'nobodyHasIt' is not configured")]
    [InlineData("GET", "/nobody", 400, "FunctionExecutionError", "function 'fnobody' is to run as user '000000000000000000000000', who does not exist")]
    [InlineData("GET", "/rule", 403, "FunctionExecutionError", "rule not matched for function \"frule\"")]
    [InlineData("GET", "/functionRule", 403, "FunctionExecutionError", "rule not matched for function \"ffunctionRule\"")]
    public async Task What_is_not_there_or_not_allowed_is_said(string method, string route, int status, string? code, string? error)
    {
        WireReply reply = await server.App.AskAsync(method, RouteRequests.Endpoints + route);
        if (error is null) Assert.Equal(status, (int)reply.Status);
        else reply.AssertError(status, code, error);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_have_is_told_which_it_has()
    {
        using HttpRequestMessage request = RouteRequests.Request("PUT", RouteRequests.Endpoints + "/m");
        using HttpResponseMessage reply = await server.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(["GET", "POST", "OPTIONS"], reply.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_unknown_app_is_said_without_a_code() =>
        (await server.App.AskAsync("GET", "/app/nope-aaaaa/endpoint/m")).AssertError(404, null, "cannot find app using Client App ID 'nope-aaaaa'");

    [Theory]
    [InlineData("", null, 400, "InvalidParameter", NoMethods)]
    [InlineData("authorization: Basic x", null, 400, "InvalidParameter", NoMethods)]
    [InlineData("", "[{\"email\":\"a@example.com\",\"password\":\"correct horse\"}]", 400, "InvalidParameter", NoMethods)]
    [InlineData("email: a@example.com", null, 400, "MissingParameter", Half)]
    [InlineData("password: correct horse", null, 400, "MissingParameter", Half)]
    [InlineData("", "{\"email\":\"a@example.com\"}", 400, "MissingParameter", Half)]
    [InlineData("apiKey: wrong", null, 401, "InvalidSession", NoUser)]
    [InlineData("email: a@example.com\npassword: wrong", null, 401, "InvalidSession", NoUser)]
    [InlineData("email: nobody@example.com\npassword: correct horse", null, 401, "InvalidSession", NoUser)]
    [InlineData("jwtTokenString: wrong", null, 401, "InvalidSession", NoUser)]
    [InlineData("authorization: Bearer wrong\napiKey: KEY", null, 401, "InvalidSession", "invalid session")]
    [InlineData("authorization: Bearer REFRESH", null, 401, "InvalidSession", "invalid session")]
    public async Task A_caller_who_is_nobody_is_refused(string headers, string? body, int status, string code, string error) =>
        (await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", server.Fill(headers), body)).AssertError(status, code, error);

    private const string Half =
        "must specify some form of authentication (either email+password, api-key, or jwt) in the request header or body";

    [Theory]
    [InlineData("apiKey: KEY", null)]
    [InlineData("api-key: KEY", null)]
    [InlineData("Api-Key: KEY\nauthorization: Basic x", null)]
    [InlineData("email: a@example.com\npassword: correct horse", null)]
    [InlineData("EMAIL: a@example.com\nPassword: correct horse", "{\"email\":\"other@example.com\"}")]
    [InlineData("authorization: Bearer ACCESS", "{\"email\":\"other@example.com\",\"password\":\"of the form\"}")]
    [InlineData("", " {\"email\":\"a@example.com\",\"password\":\"correct horse\"}")]
    [InlineData("", "{\"api-key\":\"KEY\"}")]
    public async Task A_caller_is_known_by_a_token_or_logs_in(string headers, string? body)
    {
        WireReply reply = await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", server.Fill(headers), server.Fill(body));
        Assert.Equal(200, (int)reply.Status);
        Assert.Equal((server.User.UserId, "{}", "[]"), (reply.String("id"), reply.Json.GetProperty("custom").GetRawText(), reply.Json.GetProperty("seen").GetRawText()));
    }

    [Fact]
    public async Task Custom_data_are_there_where_they_are_asked_for()
    {
        WireReply reply = await server.App.AskAsync("GET", RouteRequests.Endpoints + "/custom", server.Fill("apiKey: KEY"));
        Assert.Equal($$"""{"_id":"{{server.User.UserId}}","level":3}""", reply.Text);
    }

    [Fact]
    public async Task A_token_of_an_unknown_user_makes_one_where_the_endpoint_says_so()
    {
        string token = server.Issuer.SignGood(TimeProvider.System, ("sub", "external-tom"), ("aud", RouteRequests.AppId));
        (await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", "jwtTokenString: " + token)).AssertError(401, "InvalidSession", NoUser);
        WireReply made = await server.App.AskAsync("GET", RouteRequests.Endpoints + "/creates", "jwtTokenString: " + token);
        Assert.Equal(200, (int)made.Status);
        WireReply known = await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", "jwtTokenString: " + token);
        Assert.Equal(made.Text, known.Json.GetProperty("id").GetRawText());
    }

    [Fact]
    public async Task A_call_leaves_no_session_behind_and_a_disabled_user_makes_none()
    {
        await server.App.RegisterAsync("dan@example.com", AuthRequests.Password, RouteRequests.AppId);
        const string Credential = "email: dan@example.com\npassword: " + AuthRequests.Password;
        string id = (await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", Credential)).String("id");
        Assert.Empty(await server.App.Users().Devices.ListAsync(id, AuthRequests.Cancel));
        Assert.NotNull((await server.App.Users().Users.FindAsync(id, AuthRequests.Cancel))!.LastLoginAt);
        await server.App.Users().SetDisabledAsync(id, disabled: true, AuthRequests.Cancel);
        (await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", Credential)).AssertError(401, "InvalidSession", NoUser);
    }

    [Fact]
    public async Task Many_calls_of_one_user_at_once_are_answered()
    {
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", server.Fill("apiKey: KEY"))));
        Assert.All(replies, reply => Assert.Equal(200, (int)reply.Status));
    }

    [Theory]
    [InlineData("", 401)]
    [InlineData("?secret=", 401)]
    [InlineData("?secret=wrong", 401)]
    [InlineData("?Secret=Super5ecr3tPa55w0rd", 401)]
    [InlineData("?secret=wrong&secret=Super5ecr3tPa55w0rd", 401)]
    [InlineData("?secret=Super5ecr3tPa55w0rd&q=1", 200)]
    [InlineData("?q=1&secr%65t=Super5ecr3tPa55w0rd&secret=x", 200)]
    public async Task A_secret_in_the_query_opens_and_is_not_passed_on(string query, int status)
    {
        WireReply reply = await server.App.AskAsync("GET", RouteRequests.Endpoints + "/secret" + query);
        if (status == 200) Assert.Equal("""["q=1",{"q":"1"}]""", reply.Text);
        else reply.AssertError(401, "IncomingWebhookAuthFailed", "secret query parameter is missing or wrong");
    }

    [Theory]
    [InlineData("sha256=VECTOR", "{ \"message\": \"Hello!\" }", 200)]
    [InlineData("SHA256=VECTOR", "{ \"message\": \"Hello!\" }", 200)]
    [InlineData("VECTOR", "{ \"message\": \"Hello!\" }", 200)]
    [InlineData("sha256=VECTOR", "{\"message\":\"Hello!\"}", 401)]
    [InlineData("sha1=VECTOR", "{ \"message\": \"Hello!\" }", 401)]
    [InlineData("sha256=VECTOR0", "{ \"message\": \"Hello!\" }", 401)]
    [InlineData("sha256=zz", "{ \"message\": \"Hello!\" }", 401)]
    [InlineData("", "{ \"message\": \"Hello!\" }", 401)]
    public async Task A_signature_of_the_bytes_of_the_body_opens(string signature, string body, int status)
    {
        string header = signature.Length == 0 ? "" : "endpoint-signature: " + signature.Replace("VECTOR", s_vector, StringComparison.Ordinal);
        WireReply reply = await server.App.AskAsync("POST", RouteRequests.Endpoints + "/signed", header, body);
        if (status == 200) Assert.Equal("200 application/json \"Hello!\"", reply.Line());
        else reply.AssertError(401, "IncomingWebhookAuthFailed", "request signature is missing or wrong");
    }

    [Theory]
    [InlineData("", "5ae1c1a0", 401)]
    [InlineData("", null, 200)]
    [InlineData("{\"n\":\"Zoë\"}", null, 200)]
    public async Task An_empty_body_and_letters_of_all_kinds_are_signed_as_bytes(string body, string? signature, int status) => Assert.Equal(
        status,
        (int)(await server.App.AskAsync(
            "POST", RouteRequests.Endpoints + "/bytes", "endpoint-signature: " + (signature ?? RouteRequests.Sign(Server.Secret, body)), body)).Status);

    [Theory]
    [InlineData("/m", "\"get\"")]
    [InlineData("/unknown", null)]
    [InlineData("/cors", "1")]
    public async Task Pages_of_any_origin_may_ask_and_read_also_errors(string route, string? expected)
    {
        using HttpRequestMessage first = RouteRequests.Request("OPTIONS", RouteRequests.Endpoints + route, """
            origin: https://page
            access-control-request-method: GET
            access-control-request-headers: authorization,X-Other,apiKey,email,password,api-key,jwtTokenString
            """);
        WireReply asked = await server.App.SendAsync(first);
        Assert.Equal((204, ""), ((int)asked.Status, asked.Text));
        Assert.Equal("https://page", Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("authorization, X-Other", Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Headers")));
        Assert.Contains("PATCH", Assert.Single(asked.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.False(asked.Headers.Contains("Access-Control-Allow-Credentials"));

        WireReply reply = await server.App.AskAsync("GET", RouteRequests.Endpoints + route, "origin: https://page");
        Assert.Equal(expected is null ? 404 : 200, (int)reply.Status);
        if (expected is not null) Assert.Equal(expected, reply.Text);
        Assert.Equal(route == "/cors" ? "https://a" : "https://page", Assert.Single(reply.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Origin", reply.Headers.Vary);
    }

    [Fact]
    public async Task Secrets_are_in_no_log()
    {
        await server.App.AskAsync("GET", RouteRequests.Endpoints + "/secret?secret=" + Server.Secret);
        await server.App.AskAsync("POST", RouteRequests.Endpoints + "/me", server.Fill("apiKey: KEY"));
        Assert.DoesNotContain(server.App.Log.Entries, entry =>
            entry.Contains(Server.Secret, StringComparison.Ordinal) || entry.Contains(server.Fill("KEY"), StringComparison.Ordinal) || entry.Contains("correct horse", StringComparison.Ordinal));
    }

    /// <summary>One server for all of them, with a user.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public const string Secret = "Super5ecr3tPa55w0rd";

        private const string Me = """
            r => ({ id: context.user.id, custom: context.user.custom_data,
              seen: Object.keys({ ...r.headers, ...context.request.requestHeaders }).filter(name => /^(password|apikey|api-key|jwttokenstring)$/i.test(name)
                || (name === 'Authorization' && r.headers[name][0].startsWith('Bearer'))) });
            """;

        private readonly SecretsFile _secrets = new(("endpointSecret", Secret), ("tokenKey", new string('k', 32)));
        private AppFolder _folder = null!;
        private string _key = "";

        internal AppServerFixture App { get; private set; } = null!;

        internal WireLogin User { get; private set; } = null!;

        internal Issuer Issuer { get; } = Issuer.WithSecret(new string('k', 32));

        /// <summary>A text with the user's key and tokens in place of their names.</summary>
        public string Fill(string? text) => text is null ? null! : text.Replace("KEY", _key, StringComparison.Ordinal)
            .Replace("USER", User.UserId, StringComparison.Ordinal).Replace("ACCESS", User.AccessToken, StringComparison.Ordinal).Replace("REFRESH", User.RefreshToken, StringComparison.Ordinal);

        public async ValueTask InitializeAsync()
        {
            _folder = new EndpointApp()
                .Add("GET", "/A/b", "() => 'A/b';")
                .Add("GET", "/both/", "() => 'with slash';").Add("GET", "/both", "() => 'without';")
                .Add("GET", "/m", "() => 'get';").Add("POST", "/m", "() => 'post';")
                .Add("*", "/all", "() => context.request.httpMethod;").Add("GET", "/all", "() => 'get of all';")
                .Add("GET", "no slash.x", "() => 'no slash';")
                .Add("GET", "/nö/x", "() => 'encoded';")
                .Add("any", "/", "() => 'root';")
                .Add("GET", "/alias", "() => 'alias';", "\"verification_method\":\"\"")
                .AddForUsers(
                    "GET", "/asScript", "() => context.runningAsSystem();",
                    function: "\"run_as_user_id_script_source\":\"exports = ({query}) => query.as === 'system' ? {runAsSystem: true} : query.as;\"")
                .AddForUsers("GET", "/private", "() => 1;", function: "\"run_as_system\":true,\"private\":true")
                .Add("GET", "/disabled", "() => 1;", "\"disabled\":true")
                .Add("GET", "/noSecret", "() => 1;", "\"validation_method\":\"SECRET_AS_QUERY_PARAM\",\"secret_name\":\"nobodyHasIt\"")
                .Add("GET", "/secret", "r => [context.request.rawQueryString, r.query];", "\"validation_method\":\"SECRET_AS_QUERY_PARAM\",\"secret_name\":\"endpointSecret\"")
                .Add("POST", "/signed", "r => JSON.parse(r.body.text()).message;", "\"validation_method\":\"VERIFY_PAYLOAD\",\"secret_name\":\"endpointSecret\"")
                .Add("POST", "/bytes", "() => 1;", "\"validation_method\":\"VERIFY_PAYLOAD\",\"secret_name\":\"endpointSecret\"")
                .Add("GET", "/gone", "() => 1;", "\"function_name\":\"gone\",\"validation_method\":\"NO_VALIDATION\"")
                .Add("GET", "/cors", "(q, r) => { r.setHeader('Access-Control-Allow-Origin', 'https://a'); return 1; };")
                .AddForUsers("POST", "/me", Me)
                .AddForUsers("GET", "/nobody", "() => 1;", function: "\"run_as_user_id\":\"000000000000000000000000\"")
                .Add("GET", "/rule", "() => 1;", "\"can_evaluate\":{\"%%request.requestHeaders.x-may\":[\"yes\"]}")
                .AddForUsers("GET", "/functionRule", "() => 1;", function: "\"run_as_system\":true,\"can_evaluate\":{\"%%user.id\":\"nobody\"}")
                .AddForUsers("GET", "/custom", "() => context.user.custom_data;", "\"fetch_custom_user_data\":true")
                .AddForUsers("GET", "/creates", "() => context.user.id;", "\"create_user_on_auth\":true")
                .Create();
            _folder.Write("auth/providers.json", $$"""
                {{{AuthApp.Provider("api-key")}}, {{AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true}")}},
                {{AuthApp.Provider("custom-token", "\"config\":{\"signingAlgorithm\":\"HS256\"},\"secret_config\":{\"signingKeys\":[\"tokenKey\"]}")}} }
                """)
                .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""")
                .Write("auth/custom_user_data.json", """
                    {"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"d","collection_name":"c","user_id_field":"_id"}
                    """);
            await ServeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            _folder.Dispose();
            _secrets.Dispose();
        }

        private async Task ServeAsync()
        {
            App = await AppServerFixture.StartAsync(options => options with { SecretsFile = _secrets.Path }, _folder);
            await App.RegisterAsync("a@example.com", AuthRequests.Password, RouteRequests.AppId);
            User = await App.LogInAsync("local-userpass", AuthRequests.Login("a@example.com"), RouteRequests.AppId);
            _key = (await App.CreateKeyAsync(User.RefreshToken, "key")).String("key");
            await App.Data.Store.Operations().WriteAsync(
                new CollectionName(RouteRequests.AppId + "/mongodb-atlas", "d", "c"),
                [new WriteCommand.Insert(new BsonDocument { ["_id"] = User.UserId, ["level"] = 3 })],
                isOrdered: true, TestContext.Current.CancellationToken);
        }
    }
}
