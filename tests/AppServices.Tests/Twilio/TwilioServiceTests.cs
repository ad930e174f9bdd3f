using System.Threading.Tasks;
using AppServices.Tests.Aws;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Twilio;

/// <summary>Services of type <c>twilio</c> in functions of both engines.</summary>
public sealed class TwilioServiceTests(CloudApp app) : IClassFixture<CloudApp>
{
    [Theory]
    [InlineData("{ to: '+2', from: '+1', body: 'Grüße & co' }", "To=%2B2&From=%2B1&Body=Gr%C3%BC%C3%9Fe%20%26%20co")]
    [InlineData("{ To: '+3', From: '+1', Body: 'b' }", "To=%2B3&From=%2B1&Body=b")]
    public async Task A_message_is_sent(string message, string sent)
    {
        Assert.Equal("{\"$undefined\":true}", (await app.RunAsync($"context.services.get('sms').send({message})")).Text);
        Assert.Contains(app.Cloud.Requests, request => request.Text == "/2010-04-01/Accounts/AC123/Messages.json " + sent);
    }

    [Theory]
    [InlineData("sms", "{ to: 'nobody', from: '+1', body: 'b' }", "Twilio refused the message: 400 Bad Request, The 'To' number is not valid.")]
    [InlineData("wrong-sms", "{ to: '+2', from: '+1', body: 'b' }", "Twilio refused the message: 401 Unauthorized, Authenticate")]
    [InlineData("sms", "{ to: '+2', from: '+1' }", "'body' must be a text")]
    [InlineData("sms", "'hello'", "an object is expected, with 'to', 'from' and 'body'")]
    public async Task What_is_wrong_rejects_with_the_services_code(string service, string message, string error) =>
        (await app.RunAsync($"context.services.get('{service}').send({message})")).AssertError(400, "TwilioError", "Error: " + error);

    [Theory]
    [InlineData("+1", true)]
    [InlineData("+9", false)]
    public async Task Users_need_a_rule(string from, bool isAllowed)
    {
        WireReply reply = await app.RunAsync($"context.services.get('sms').send({{ to: '+2', from: '{from}', body: 'b' }}).then(() => 'sent')", isSystem: false);
        if (isAllowed) Assert.Equal("\"sent\"", reply.Text);
        else reply.AssertError(400, "NoMatchingRuleFound", "Error: no rule exists for service 'sms' action 'send'");
    }
}
