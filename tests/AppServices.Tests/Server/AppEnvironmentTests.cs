using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Providers.EmailPassword;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>Environments and the templates that take their values (app-folder 1.5, 1.14).</summary>
public sealed class AppEnvironmentTests
{
    private const string Values = """{"values":{"host":"https://qa.example.com","limit":5,"ratio":{"$numberDouble":"1.5"},"open":true,"list":[1]}}""";

    [Theory]
    [InlineData("", "no-environment")]
    [InlineData("development", "development")]
    [InlineData("testing", "testing")]
    [InlineData("qa", "qa")]
    [InlineData("production", "production")]
    public void The_root_file_chooses_the_environment(string tag, string file)
    {
        using AppFolder folder = WithEnvironment(tag);
        foreach (string name in new[] { "no-environment", "development", "testing", "qa", "production" })
            folder.Write($"environments/{name}.json", $$"""{"values":{"file":"{{name}}","count":{"$numberLong":"1"} } }""");
        AppDefinition app = folder.Read();
        Assert.Equal(tag, app.Description.EnvironmentTag);
        Assert.Equal(new BsonDocument { ["file"] = file, ["count"] = 1L }, app.Description.EnvironmentValues);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("{\"values\":null}")]
    public void An_environment_may_have_no_values(string? text)
    {
        using AppFolder folder = WithEnvironment("qa");
        if (text is not null) folder.Write("environments/qa.json", text);
        Assert.Empty(folder.Read().Description.EnvironmentValues);
    }

    [Theory]
    [InlineData("\"%(%%environment.values.host)\"", "\"https://qa.example.com\"")]
    [InlineData("\"%(%%environment.values.host)/a?n=%(%%environment.values.limit)\"", "\"https://qa.example.com/a?n=5\"")]
    [InlineData("\"%(%%environment.values.ratio) %(%%environment.values.open)\"", "\"1.5 true\"")]
    [InlineData("\"%(%%environment.values.unknown)\"", "\"%(%%environment.values.unknown)\"")]
    [InlineData("\"%(%%environment.values.list)\"", "\"%(%%environment.values.list)\"")]
    [InlineData("\"%%environment.values.host\"", "\"%%environment.values.host\"")]
    [InlineData("{\"urls\":[\"%(%%environment.values.host)/a\",{\"b\":\"%(%%environment.values.limit)\"}],\"n\":1}", "{\"urls\":[\"https://qa.example.com/a\",{\"b\":\"5\"}],\"n\":1}")]
    public void A_value_takes_from_the_environment(string value, string expected)
    {
        using AppFolder folder = WithEnvironment("qa").Write("environments/qa.json", Values).Write("values/v.json", $$"""{"name":"v","value":{{value}} }""");
        Assert.Equal(BsonDocument.Parse($$"""{"v":{{expected}} }"""), folder.Read().Description.Values);
    }

    [Fact]
    public void So_do_providers_functions_and_origins()
    {
        using AppFolder folder = WithEnvironment("qa", """, "allowed_request_origins":["%(%%environment.values.host)"]""")
            .Write("environments/qa.json", Values)
            .Write("auth/providers.json", """{"local-userpass":{"type":"local-userpass","config":{"resetPasswordUrl":"%(%%environment.values.host)/reset"}}}""")
            .Write("functions/f.js", "exports = () => 1;")
            .Write("functions/config.json", """
                [{"name":"f","can_evaluate":{"%%request.remoteIPAddress":"%(%%environment.values.host)"},"run_as_user_id":"%(%%environment.values.limit)"}]
                """);
        AppDefinition app = folder.Read();
        Assert.Equal(["https://qa.example.com"], app.AllowedOrigins);
        Assert.Equal("https://qa.example.com/reset", Assert.IsType<EmailPasswordSettings>(app.Providers()["local-userpass"]).ResetMail.Page);
        Assert.Equal("5", app.Functions().Single().RunAsUserId);
        Assert.Equal(new BsonDocument("%%request.remoteIPAddress", "https://qa.example.com"), app.Functions().Single().CanEvaluate);
    }

    [Fact]
    public void An_environment_does_not_take_from_itself()
    {
        using AppFolder folder = WithEnvironment("qa").Write("environments/qa.json", """{"values":{"a":"%(%%environment.values.b)","b":"x"}}""");
        Assert.Equal("%(%%environment.values.b)", folder.Read().Description.EnvironmentValues["a"]);
    }

    private static AppFolder WithEnvironment(string tag, string more = "") =>
        new AppFolder().Write("root_config.json", $$"""{"app_id":"test-abcde","name":"test","environment":"{{tag}}"{{more}}}""");
}
