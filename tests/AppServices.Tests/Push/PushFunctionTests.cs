using System;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Push;

/// <summary>Push messages that functions send by a service of type <c>gcm</c> (app-folder 9).</summary>
public sealed class PushFunctionTests : IAsyncLifetime
{
    private const string Id = "test-abcde";

    private readonly AppFolder _folder = new AppFolder()
        .Write("root_config.json", AppFolder.Root)
        .Write("auth/providers.json", AppFolder.Providers)
        .Write("functions/config.json", """[{"name":"run"},{"name":"system","run_as_system":true}]""")
        .Write("functions/run.js", "exports = async code => await eval(code);")
        .Write("functions/system.js", "exports = async code => await eval(code);");

    private GoogleServer _google = null!;
    private AppServerFixture _server = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await GoogleServer.StartAsync();
        _folder.Write("secrets.json", new JsonObject { ["account"] = _google.Account(), ["old"] = "AAAA:legacy" }.ToJsonString());
        Service("gcm", "account");
        Service("old", "old");
        Service("gone", "missing");
        Service("ruled", "account");
        _folder.Write("services/ruled/rules/send.json", """{"name":"send","actions":["send"],"when":{"%%args.to":"/topics/news"}}""");
        Service("broken", "account");
        _folder.Write("services/broken/rules/send.json", "{");
        _server = await StartAsync(FunctionEngine.Jint);
        _token = (await _server.LogInAsync(appId: Id)).AccessToken;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _google.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("{ to: '/topics/news', notification: { title: 'Hi', body: 'you' } }", """{"topic":"news","notification":{"title":"Hi","body":"you"}}""")]
    [InlineData("{ to: 'device', data: { a: 'x', n: 5, o: { k: true } } }", """{"token":"device","data":{"a":"x","n":"5","o":"{\u0022k\u0022:true}"}}""")]
    [InlineData("{ to: 'device', priority: 'high', collapseKey: 'k', timeToLive: 60, contentAvailable: true, mutableContent: true, notification: { body: 'b', sound: 's', clickAction: 'open', badge: '3', bodyLocKey: 'l', bodyLocArgs: ['a'] } }",
        """{"token":"device","notification":{"body":"b"},"android":{"priority":"HIGH","collapse_key":"k","ttl":"60s","notification":{"sound":"s","click_action":"open","body_loc_key":"l","body_loc_args":["a"]}},"apns":{"headers":{"apns-priority":"10","apns-collapse-id":"k"},"payload":{"aps":{"sound":"s","category":"open","alert":{"loc-key":"l","loc-args":["a"]},"badge":3,"content-available":1,"mutable-content":1}}}}""")]
    public async Task A_message_is_sent_as_the_newer_interface_wants_it(string message, string sent)
    {
        Assert.Equal("\"1\"", (await RunAsync($"context.services.get('gcm').send({message})")).Text);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), Assert.Single(_google.Messages)["message"]), _google.Messages.Single().ToJsonString());
    }

    [Fact]
    public async Task Devices_of_users_get_it_and_those_that_are_gone_are_forgotten()
    {
        string[] users = [await RegisterAsync("first"), await RegisterAsync("gone-2"), await RegisterAsync("third")];
        string list = string.Join(',', users.Select(user => $"'{user}'"));
        string send = $"context.services.get('gcm').send({{ userIds: [{list}], registrationTokens: ['fourth'], notification: {{ body: 'b' }} }})";
        WireReply reply = await RunAsync(send);
        JsonNode result = JsonNode.Parse(reply.Text)!;
        Assert.Equal(("3", "1", 4), ((string?)result["success"]!["$numberInt"], (string?)result["failure"]!["$numberInt"], result["results"]!.AsArray().Count));
        Assert.Equal(["first", "fourth", "third"], _google.Messages.Select(message => (string?)message["message"]!["token"]).Order());
        Assert.Equal("3", (string?)JsonNode.Parse((await RunAsync(send)).Text)!["success"]!["$numberInt"]);
        Assert.Equal("0", (string?)JsonNode.Parse((await RunAsync(send)).Text)!["failure"]!["$numberInt"]);
    }

    [Theory]
    [InlineData("gcm", "{ notification: { body: 'b' } }", "a push message needs 'to', 'registrationTokens' or 'userIds', 1000 recipients at most")]
    [InlineData("gcm", "{ to: 'x', colour: 'red' }", "'colour' is no part of a push message")]
    [InlineData("gcm", "{ to: 'x', priority: 'urgent' }", "'priority' must be 'high' or 'normal'")]
    [InlineData("gcm", "{ to: 'x', timeToLive: -1 }", "'timeToLive' must be a number of seconds up to 2419200")]
    [InlineData("gcm", "{ to: 'x', notification: 'hi' }", "'notification' must be an object")]
    [InlineData("gcm", "'hi'", "an object is expected")]
    [InlineData("old", "{ to: 'x' }", "secret 'old', which service 'old' names, is no service account: it must be the JSON of one (Firebase console, Project settings, Service accounts); Google takes no other keys")]
    [InlineData("gone", "{ to: 'x' }", "secret 'missing', which service 'gone' names, is missing: it must be the JSON of one (Firebase console, Project settings, Service accounts); Google takes no other keys")]
    [InlineData("gcm", "{ to: 'gone' }", "127.0.0.1 refused the message: 404 Not Found, not found")]
    public async Task What_is_wrong_rejects_with_the_services_code(string service, string message, string error) =>
        (await RunAsync($"context.services.get('{service}').send({message})")).AssertError(400, "GCMError", "Error: " + error);

    [Fact]
    public async Task Functions_in_nodejs_have_the_same_service()
    {
        await using AppServerFixture other = await StartAsync(FunctionEngine.Node);
        string token = (await other.LogInAsync(appId: Id)).AccessToken;
        foreach ((string function, string code) in ((string, string)[])
        [
            ("system", "context.services.get('gcm').send({ to: '/topics/news', notification: { title: 'Hi' }, data: { n: 5, o: { k: true } } })"),
            ("system", "context.services.get('gcm').send({ registrationTokens: ['a', 'gone-1'], notification: { body: 'b' } })"),
            ("system", "context.services.get('gcm').send({ to: 'x', priority: 'urgent' })"),
            ("system", "context.services.get('gone').send({ to: 'x' })"),
            ("system", "context.services.get('gcm').send({ to: 'gone' })"),
            ("run", "context.services.get('ruled').send({ to: '/topics/other' })"),
            ("run", "context.services.get('ruled').send({ to: '/topics/news' })"),
        ])
        {
            WireReply expected = await RunAsync(code, function);
            string arguments = $"[{System.Text.Json.JsonSerializer.Serialize(code)}]";
            WireReply reply = await other.CallAsync(token, function, arguments, Id);
            Assert.Equal(expected.Status, reply.Status);
            if (expected.Status == HttpStatusCode.OK) Assert.Equal(expected.Text, reply.Text);
            else reply.AssertError(400, expected.String("error_code")!, expected.String("error")!);
        }
        string[] sent = [.. _google.Messages.Select(message => message.ToJsonString())];
        Assert.Equal(6, sent.Length);
        Assert.Equal(3, sent.Distinct().Count());
    }

    [Theory]
    [InlineData("gcm", "/topics/any", true)]
    [InlineData("ruled", "/topics/news", true)]
    [InlineData("ruled", "/topics/other", false)]
    [InlineData("broken", "/topics/news", false)]
    public async Task Users_may_send_unless_rules_say_what(string service, string to, bool isAllowed)
    {
        WireReply reply = await RunAsync($"context.services.get('{service}').send({{ to: '{to}' }})", "run");
        if (isAllowed) Assert.Equal("\"1\"", reply.Text);
        else reply.AssertError(400, "NoMatchingRuleFound", $"Error: no rule exists for service '{service}' action 'send'");
    }

    private Task<AppServerFixture> StartAsync(FunctionEngine engine) => AppServerFixture.StartAsync(
        options => options with
        {
            SecretsFile = System.IO.Path.Combine(_folder.Path, "secrets.json"),
            Settings = options.Settings with
            {
                Push = new PushSettings { Url = new Uri(_google.Address) },
                OutgoingHttp = options.Settings.OutgoingHttp with { Allowed = [IPNetwork.Parse("127.0.0.0/8")] },
                Functions = new NodeSettings { Engine = engine, Workers = 1 },
            },
        },
        _folder);

    private Task<WireReply> RunAsync(string code, string function = "system") =>
        _server.CallAsync(_token, function, $"[{System.Text.Json.JsonSerializer.Serialize(code)}]", Id);

    private async Task<string> RegisterAsync(string device)
    {
        WireReply login = await _server.PostLoginAsync("anon-user", "{}", Id);
        string access = login.String("access_token")!;
        WireReply reply = await _server.SendAsync(
            "PUT", $"/app/{Id}/push/providers/gcm/registration", access, $$"""{"registrationToken":"{{device}}"}""");
        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        return login.String("user_id")!;
    }

    private void Service(string name, string secret) => _folder.Write(
        $"services/{name}/config.json", $$"""{"name":"{{name}}","type":"gcm","config":{"senderId":"1"},"secret_config":{"apiKey":"{{secret}}"},"version":1}""");
}
