using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>Services of type <c>http</c> and their rules, and services that are not served.</summary>
public sealed class HttpServiceTests(OutgoingApp app) : IClassFixture<OutgoingApp>
{
    [Theory]
    [InlineData("open", "get({ url: '$target/a' })")]
    [InlineData("open", "head({ url: '$target/a' })")]
    [InlineData("newer", "get({ url: '$target/a' })")]
    [InlineData("hosts", "get({ url: '$target/echo' })")]
    [InlineData("hosts", "get({ host: '$host', path: 'echo' })")]
    [InlineData("old", "post({ url: '$target/a', headers: { 'X-Key': ['abc'] }, body: 'even' })")]
    public async Task A_rule_allows_an_action(string service, string call) => await SucceedsAsync(service, call);

    [Theory]
    [InlineData("closed", "get", "get({ url: '$target/a' })")]
    [InlineData("open", "post", "post({ url: '$target/a' })")]
    [InlineData("hosts", "get", "get({ url: '$target/a' })")]
    [InlineData("hosts", "get", "get({ url: 'http://127.0.0.1:1/echo' })")]
    [InlineData("hosts", "get", "get({ url: '$target/redirect?to=/echo', followRedirects: true })")]
    [InlineData("hosts", "get", "get({ url: '$target/echo', authUrl: '$target/cookies' })")]
    [InlineData("old", "post", "post({ url: '$target/a', headers: { 'X-Key': ['abc'] }, body: 'odd' })")]
    [InlineData("old", "post", "post({ url: '$target/a', body: 'even' })")]
    public async Task What_no_rule_allows_is_refused_to_users_and_not_to_the_system(string service, string action, string call)
    {
        WireReply refused = await app.RunAsync($"context.services.get('{service}').{call}");
        refused.AssertError(400, "NoMatchingRuleFound", $"Error: no rule exists for service '{service}' action '{action}'");
        Assert.Equal("\"caught\"", (await app.RunAsync($"context.services.get('{service}').{call}.catch(() => 'caught')")).Text);
        if (!call.Contains(":1/", System.StringComparison.Ordinal)) await SucceedsAsync(service, call, isSystem: true);
    }

    [Fact]
    public async Task A_rule_is_asked_at_each_redirect()
    {
        await using TargetServer other = await TargetServer.StartAsync();
        WireReply refused = await app.RunAsync($"context.services.get('hosts').get({{ url: '$target/echo', authUrl: '{other.Address}/a' }})");
        Assert.Equal("NoMatchingRuleFound", refused.String("error_code"));
        Assert.Empty(other.Paths);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_has_a_code_of_its_own() =>
        (await app.RunAsync("context.services.get('open').get({ url: 'http://127.0.0.1:1/' })"))
            .AssertError(400, "HTTPError", "Error: Get \"http://127.0.0.1:1/\": Connection refused");

    [Theory]
    [InlineData("github", "anything")]
    [InlineData("carrier-pigeon", "fly()")]
    public async Task A_service_of_another_kind_is_an_error_where_it_is_used(string type, string use)
    {
        string service = $"context.services.get('my-{type}')";
        Assert.Equal("\"here\"", (await app.RunAsync($"(async () => {{ const s = await {service}; return s ? 'here' : 'gone'; }})()")).Text);
        (await app.RunAsync($"{service}.{use}"))
            .AssertError(400, "FunctionExecutionError", $"Error: service 'my-{type}' cannot be used: this server has no services of type '{type}'");
        Assert.Equal(200, (int)(await app.RunAsync(service)).Status);
    }

    [Fact]
    public void Services_are_listed_and_those_of_other_kinds_are_not_served()
    {
        using AppFolder folder = FolderReading.App(
            ("services/api/config.json", """{"name":"api","type":"http"}"""), ("http_endpoints/old/config.json", """{"name":"old","type":"http"}"""),
            ("services/mail/config.json", """{"name":"mail","type":"aws-sqs"}"""));
        Assert.Equal(
            [("api", "services/api/config.json", null), ("mail", "services/mail/config.json", "Services of type 'aws-sqs' are not served."),
             ("old", "http_endpoints/old/config.json", null)],
            folder.Read().Items.Where(item => item.Kind == AppItemKind.Service).Select(item => (item.Name, item.Place, item.Problem)).OrderBy(item => item.Name));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_undefined() => Assert.Equal("{\"$undefined\":true}", (await app.RunAsync("context.services.get('none')")).Text);

    private async Task SucceedsAsync(string service, string call, bool isSystem = false)
    {
        WireReply reply = await app.RunAsync($"context.services.get('{service}').{call}.then(r => r.statusCode)", isSystem);
        Assert.True((int)reply.Status == 200, reply.Text);
    }
}
