using System.Threading.Tasks;
using AppServices.Ejson;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>Accounts of address and password, by client-api 4.</summary>
public sealed class EmailPasswordTests
{
    private static readonly AccountToken s_token = new(TestSession.Secret("abc"), "6650");

    [Fact]
    public async Task Each_operation_has_its_path_and_body_and_no_token()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            context.Request.Path.Value!.Contains("local-userpass", System.StringComparison.Ordinal)
                ? ScriptedServer.ReplyAsync(context, 200, "", "")
                : Task.FromResult(false));
        var accounts = new EmailPasswordAuth(server.App());
        RequestOptions options = RequestOptions.Default;

        await accounts.RegisterAsync("mia", TestSession.Secret("pw"), options, TestSession.Token);
        await accounts.ConfirmAsync(s_token, options, TestSession.Token);
        await accounts.ResendConfirmationAsync("mia", options, TestSession.Token);
        await accounts.RetryConfirmationAsync("mia", options, TestSession.Token);
        await accounts.SendResetAsync("mia", options, TestSession.Token);
        await accounts.ResetAsync(s_token, TestSession.Secret("pw"), options, TestSession.Token);
        await accounts.CallResetFunctionAsync(
            "mia", TestSession.Secret("pw"), ["blue", 42], EjsonFormat.Default, options, TestSession.Token);

        AssertSent(server, "register", """{"email":"mia","password":"pw"}""");
        AssertSent(server, "confirm", """{"token":"abc","tokenId":"6650"}""");
        AssertSent(server, "confirm/send", """{"email":"mia"}""");
        AssertSent(server, "confirm/call", """{"email":"mia"}""");
        AssertSent(server, "reset/send", """{"email":"mia"}""");
        AssertSent(server, "reset", """{"token":"abc","tokenId":"6650","password":"pw"}""");
        AssertSent(server, "reset/call", """{"email":"mia","password":"pw","arguments":["blue",{"$numberInt":"42"}]}""");
    }

    [Theory]
    [InlineData("https://shop.example.com/confirm?token=abc&tokenId=6650")]
    [InlineData("https://shop.example.com/confirm?lang=en&tokenId=6650&token=abc")]
    [InlineData(" https://shop.example.com/?x=1&token=%61bc&tokenId=6650#top \r\n")]
    [InlineData("https://shop.example.com/#/confirm?token=abc&tokenId=6650")]
    public void A_link_is_read_however_the_app_builds_it(string link)
    {
        AccountToken token = AccountToken.FromLink(TestSession.Secret(link));

        Assert.Equal(("abc", "6650"), (token.Token.Reveal(), token.TokenId));
        Assert.DoesNotContain("abc", token.ToString(), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("https://shop.example.com/confirm?token=abc")]
    [InlineData("https://shop.example.com/confirm?token=&tokenId=6650")]
    [InlineData("https://shop.example.com/confirm?mytoken=abc&tokenId=6650")]
    public void Anything_else_is_no_link(string link)
    {
        var error = Assert.Throws<AppServicesException>(() => AccountToken.FromLink(TestSession.Secret(link)));

        Assert.Equal(ClientErrorCode.LinkInvalid, error.Code);
        Assert.DoesNotContain("abc", error.Message, System.StringComparison.Ordinal);
    }

    private static void AssertSent(ScriptedServer server, string operation, string body)
    {
        SeenRequest sent = server.Single($"POST /app/test-abcde/auth/providers/local-userpass/{operation}");
        Assert.Equal((body, ""), (sent.Body, sent.Token));
    }
}
