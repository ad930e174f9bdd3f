using System;
using System.Collections.Generic;
using System.Net;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>A server that may reach 127.0.0.1, an app whose functions call out, and what they call.</summary>
public sealed class OutgoingApp : IAsyncLifetime
{
    private const string Id = "test-abcde";

    // Whatever comes back, and its body as text.
    private const string Call = """
        exports = async (method, options) => {
          const target = typeof options === 'string' || options === null ? options : { ...options, url: options.host ? undefined : options.url };
          const r = await context.http[method](target);
          return { ...r, text: r.body.text(), json: r.headers['Content-Type']?.[0].startsWith('application/json') ? JSON.parse(r.body.text()) : undefined, body: undefined };
        };
        """;

    private readonly AppFolder _folder = new AppFolder()
        .Write("root_config.json", AppFolder.Root)
        .Write("auth/providers.json", AppFolder.Providers)
        .Write("functions/config.json", """[{"name":"call"},{"name":"run"},{"name":"system","run_as_system":true}]""")
        .Write("functions/call.js", Call)
        .Write("functions/run.js", "exports = async (code, address) => await eval(code);")
        .Write("functions/system.js", "exports = async (code, address) => await eval(code);")
        .Write("functions/even.js", "exports = text => text.length % 2 === 0;");

    internal TargetServer Target { get; private set; } = null!;

    internal AppServerFixture Server { get; private set; } = null!;

    internal string AccessToken { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Target = await TargetServer.StartAsync();
        Service("services/open", "http", ("all", """{"name":"all","actions":["get","head"]}"""));
        Service("services/closed", "http");
        Service("services/hosts", "http",
            ("broken", """{"name":"broken","actions":["get"],"when":{"%%args.url.host":{"%near":["a"]}}}"""),
            ("local", $$$"""{"name":"local","actions":["get"],"when":{"%%args.url.host":{"%in":["{{{Target.Host}}}"]},"%%args.url.path":"/echo"}}"""));
        Service("services/old", "http",
            ("post", """{"id":"1","name":"post","actions":["post"],"when":{"url.scheme":"http","headers.X-Key":"abc","%%true":{"%function":{"name":"even","arguments":["%%args.body"]}}}}"""));
        _folder.Write("services/old/rules/torn.json", "{");
        Service("http_endpoints/newer", "http", ("all", """{"name":"all","actions":["get"]}"""));
        foreach (string type in new[] { "github", "carrier-pigeon" }) Service($"services/my-{type}", type);
        Server = await AppServerFixture.StartAsync(
            options => options with { Settings = new ServerSettings { OutgoingHttp = new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.1/32")] } } }, _folder);
        AccessToken = (await Server.LogInAsync(appId: Id)).AccessToken;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Target.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Calls <c>context.http</c> with options in Extended JSON, in which <c>$target</c> is the target's address.</summary>
    internal Task<WireReply> SendAsync(string method, string options) => CallAsync("call", $"[\"{method}\",{Fill(options)}]");

    /// <summary>Runs a piece of a script as a user, or as the system.</summary>
    internal Task<WireReply> RunAsync(string code, bool isSystem = false) =>
        CallAsync(isSystem ? "system" : "run", $"[{System.Text.Json.JsonSerializer.Serialize(Fill(code))},\"{Target.Address}\"]");

    internal Task<WireReply> CallAsync(string function, string arguments) => Server.CallAsync(AccessToken, function, arguments, Id);

    internal string Fill(string text) => text.Replace("$target", Target.Address, StringComparison.Ordinal).Replace("$host", Target.Host, StringComparison.Ordinal);

    private void Service(string folder, string type, params IEnumerable<(string Name, string Text)> rules)
    {
        string name = folder.Split('/')[1];
        _folder.Write(folder + "/config.json", $$"""{"name":"{{name}}","type":"{{type}}","config":{},"secret_config":{"auth_token":"missing"},"version":1}""");
        foreach ((string rule, string text) in rules) _folder.Write($"{folder}/rules/{rule}.json", text);
    }
}
