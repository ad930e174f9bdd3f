using AppServices.Server.AppConfig;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Accounts that a function confirms (client-api 4.1, 4.2).</summary>
public sealed class FunctionConfirmationTests : IAsyncLifetime
{
    // The functions share no memory, so the address says what to do and the client says what it has seen.
    private const string Confirm = """
        exports = (arg, more) => {
          if (more !== undefined || context.user.type !== "system" || !context.runningAsSystem()) throw "not as a hook is called";
          console.log("TOKENS " + JSON.stringify(arg));
          switch (arg.username.split("@")[0]) {
            case "throw": throw new Error("no");
            case "nothing": return;
            case "text": return "success";
            case "empty": return { status: "" };
            case "odd": return { status: "SUCCESS" };
            case "late": return new Promise(done => setTimeout(() => done({ status: "success" }), 1));
            default: return { status: arg.username.split("@")[0] };
          }
        };
        """;

    private readonly AppFolder _folder = AuthApp.Create(
        [AuthApp.Provider("local-userpass", "\"config\":{\"runConfirmationFunction\":true,\"confirmationFunctionName\":\"hooks/confirm\"}")],
        AuthApp.Function("hooks/confirm", Confirm),
        AuthApp.Private("hooks/confirm"));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync() => _server = await AppServerFixture.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("success@example.com")]
    [InlineData("late@example.com")]
    public async Task Success_makes_the_account_good_at_once(string email)
    {
        (await _server.RegisterAsync(email, AuthRequests.Password)).AssertEmpty(201);
        await _server.LogInAsync("local-userpass", AuthRequests.Login(email));
        (await _server.PostEmailAsync("confirm", LastArgument().Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostEmailAsync("confirm/call", AuthRequests.Email(email))).AssertError(400, "UserAlreadyConfirmed", "already confirmed");
    }

    [Fact]
    public async Task Pending_waits_for_the_tokens_that_the_function_got()
    {
        (await _server.RegisterAsync("pending@example.com", AuthRequests.Password)).AssertEmpty(201);
        MailedToken first = LastArgument();
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login("pending@example.com"))).AssertError(401, "AuthError", "unauthorized");
        (await _server.RegisterAsync("pending@example.com", AuthRequests.Password)).AssertError(409, "AccountNameInUse", "name already in use");
        (await _server.PostEmailAsync("confirm/call", AuthRequests.Email("pending@example.com"))).AssertEmpty(200);
        Assert.NotEqual(first, LastArgument());
        (await _server.PostEmailAsync("confirm", LastArgument().Json)).AssertEmpty(200);
        await _server.LogInAsync("local-userpass", AuthRequests.Login("pending@example.com"));
    }

    [Theory]
    [InlineData("fail@example.com")]
    [InlineData("throw@example.com")]
    [InlineData("nothing@example.com")]
    [InlineData("text@example.com")]
    [InlineData("empty@example.com")]
    [InlineData("odd@example.com")]
    public async Task Anything_else_leaves_no_account(string email)
    {
        for (int i = 0; i < 2; i++)
            (await _server.RegisterAsync(email, AuthRequests.Password)).AssertError(400, "BadRequest", $"failed to confirm user \"{email}\"");
        (await _server.PostEmailAsync("confirm", LastArgument().Json)).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login(email))).AssertError(401, "InvalidPassword", "unauthorized");
        (await _server.PostEmailAsync("confirm/call", AuthRequests.Email(email))).AssertError(404, "UserNotFound", "user not found");
    }

    [Fact]
    public async Task No_mail_is_sent()
    {
        await _server.RegisterAsync("pending@example.com", AuthRequests.Password);
        (await _server.PostEmailAsync("confirm/send", AuthRequests.Email("pending@example.com"))).AssertError(400, "BadRequest", "please use confirmation via function");
        Assert.Empty(_server.Mails());
    }

    [Fact]
    public async Task A_function_that_is_missing_confirms_nobody()
    {
        using AppFolder folder = AuthApp.Create(
            [AuthApp.Provider("local-userpass", "\"config\":{\"runConfirmationFunction\":true,\"confirmationFunctionName\":\"gone\"}")]);
        Assert.Equal(
            new MissingNeed(MissingKind.Function, "gone", "auth/providers.json:1"),
                Assert.Single(folder.Read().Items.SelectMany(item => item.Missing)));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        (await server.RegisterAsync("mia@example.com", AuthRequests.Password)).AssertError(400, "BadRequest", "failed to confirm user \"mia@example.com\"");
    }

    [Fact]
    public async Task Where_accounts_confirm_themselves_no_function_is_run_for_anybody()
    {
        using AppFolder folder = AuthApp.Create(
            [AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true,\"runConfirmationFunction\":true,\"confirmationFunctionName\":\"gone\"}")]);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.LogInNewEmailAsync("mia@example.com");
        foreach (string email in new[] { "mia@example.com", "nobody@example.com" })
        {
            (await server.PostEmailAsync("confirm/call", AuthRequests.Email(email)))
                .AssertError(400, null, $"cannot run confirmation for {email}: automatic confirmation is enabled");
        }
        (await server.PostEmailAsync("confirm/send", AuthRequests.Email("mia@example.com"))).AssertError(400, "UserAlreadyConfirmed", "already confirmed");
    }

    // What the function was last called with, as it printed it.
    private MailedToken LastArgument()
    {
        string line = _server.Log.Entries.Last(entry => entry.Contains("TOKENS", System.StringComparison.Ordinal));
        JsonElement argument = JsonElement.Parse(line[line.IndexOf('{')..(line.LastIndexOf('}') + 1)]);
        Assert.Equal(["token", "tokenId", "username"], argument.EnumerateObject().Select(field => field.Name));
        return new MailedToken("", argument.GetProperty("token").GetString()!, argument.GetProperty("tokenId").GetString()!);
    }
}
