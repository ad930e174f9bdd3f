using System;
using System.Net;
using System.Threading.Tasks;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Aws;

/// <summary>An app with services of Amazon's, of Twilio and of Google, served twice: with functions in this process, and in Node.js.</summary>
public sealed class CloudApp : IAsyncLifetime
{
    internal const string Id = "test-abcde";

    private readonly AppFolder _folder = new AppFolder()
        .Write("root_config.json", AppFolder.Root)
        .Write("auth/providers.json", AppFolder.Providers)
        .Write("functions/config.json", """[{"name":"run"},{"name":"system","run_as_system":true}]""")
        .Write("functions/run.js", "exports = async code => await eval(code);")
        .Write("functions/system.js", "exports = async code => await eval(code);")
        .Write("secrets.json", $$"""{"awsKey":"{{CloudServer.SecretAccessKey}}","token":"tok"}""");

    private AppServerFixture[] _servers = [];
    private string[] _tokens = [];

    internal CloudServer Cloud { get; private set; } = null!;

    /// <summary>The server whose functions are in its own process.</summary>
    internal AppServerFixture Jint => _servers[0];

    /// <summary>The access token there.</summary>
    internal string JintToken => _tokens[0];

    public async ValueTask InitializeAsync()
    {
        Cloud = await CloudServer.StartAsync();
        Service("aws", "aws", $$"""{"accessKeyId":"{{CloudServer.AccessKeyId}}","region":"eu-west-1"}""", """{"secretAccessKey":"awsKey"}""");
        Service("ruled", "aws", $$"""{"accessKeyId":"{{CloudServer.AccessKeyId}}"}""", """{"secretAccessKey":"awsKey"}""",
            ("s3", """{"name":"s3","actions":["s3:PutObject"],"when":{"%%args.Bucket":{"$in":["allowed"]}}}"""),
            ("kinesis", """{"name":"kinesis","actions":["kinesis:*"]}"""));
        Service("secretless", "aws", $$"""{"accessKeyId":"{{CloudServer.AccessKeyId}}","region":"eu-west-1"}""", """{"secretAccessKey":"gone"}""");
        Service("bare", "aws", "{}", "{}");
        Service("mail", "aws-ses", $$"""{"accessKeyId":"{{CloudServer.AccessKeyId}}","region":"us-east-1"}""", """{"secretAccessKey":"awsKey"}""",
            ("send", """{"name":"send","actions":["send"],"when":{"%%args.toAddress":"you@example.com"}}"""));
        Service("sms", "twilio", """{"sid":"AC123"}""", """{"auth_token":"token"}""",
            ("send", """{"name":"send","actions":["send"],"when":{"%%args.from":"+1"}}"""));
        Service("wrong-sms", "twilio", """{"sid":"AC999"}""", """{"auth_token":"token"}""");
        _servers = [await StartAsync("jint"), await StartAsync("node")];
        _tokens = [await LogInAsync(_servers[0]), await LogInAsync(_servers[1])];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (AppServerFixture server in _servers) await server.DisposeAsync();
        await Cloud.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs a piece of a script in both engines, whose answers have to be alike.</summary>
    internal async Task<WireReply> RunAsync(string code, bool isSystem = true)
    {
        string arguments = $"[{System.Text.Json.JsonSerializer.Serialize(code)}]";
        WireReply jint = await _servers[0].CallAsync(_tokens[0], isSystem ? "system" : "run", arguments, Id);
        WireReply node = await _servers[1].CallAsync(_tokens[1], isSystem ? "system" : "run", arguments, Id);
        Assert.Equal(jint.Status, node.Status);
        if (jint.Status == HttpStatusCode.OK) Assert.Equal(jint.Text, node.Text);
        else Assert.Equal((jint.String("error_code"), jint.String("error")), (node.String("error_code"), node.String("error")));
        return jint;
    }

    private Task<AppServerFixture> StartAsync(string engine) => AppServerFixture.StartAsync(
        options => options with
        {
            SecretsFile = System.IO.Path.Combine(_folder.Path, "secrets.json"),
            Settings = new ServerSettings
            {
                OutgoingHttp = new OutgoingHttpSettings { Allowed = [IPNetwork.Parse("127.0.0.1/32")] },
                Aws = new AwsSettings { Url = new Uri(Cloud.Address) },
                Twilio = new TwilioSettings { Url = new Uri(Cloud.Address) },
                Functions = new NodeSettings { Engine = Enum.Parse<FunctionEngine>(engine, ignoreCase: true), Workers = 1 },
            },
        },
        _folder);

    private static async Task<string> LogInAsync(AppServerFixture server) => (await server.LogInAsync(appId: Id)).AccessToken;

    private void Service(string name, string type, string config, string secrets, params (string Name, string Text)[] rules)
    {
        _folder.Write($"services/{name}/config.json", $$"""{"name":"{{name}}","type":"{{type}}","config":{{config}},"secret_config":{{secrets}},"version":1}""");
        foreach ((string rule, string text) in rules) _folder.Write($"services/{name}/rules/{rule}.json", text);
    }
}
