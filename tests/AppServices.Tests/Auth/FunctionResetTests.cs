using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>Passwords that a function resets (client-api 4.3).</summary>
public sealed class FunctionResetTests : IAsyncLifetime
{
    private const string Mia = "mia@example.com";
    private const string New = "battery staple";

    private const string Reset = """
        exports = ({ token, tokenId, username, password, currentPasswordValid }, answer, ...more) => {
          if (context.user.type !== "system" || !context.runningAsSystem()) throw "not as a hook is called";
          console.log("CALL " + JSON.stringify({ token, tokenId, username, current: currentPasswordValid, isNew: password === "battery staple", more }));
          if (answer === "throw") throw new Error("no");
          if (answer === undefined) return;
          return { status: answer };
        };
        """;

    private readonly AppFolder _folder = AuthApp.Create(
        [AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true,\"runResetFunction\":true,\"resetFunctionName\":\"reset\",\"resetPasswordUrl\":\"https://\"}")],
        AuthApp.Function("reset", Reset),
        AuthApp.Private("reset"));

    private AppServerFixture _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AppServerFixture.StartAsync(_folder);
        await _server.RegisterAsync(Mia, AuthRequests.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_function_that_is_not_named_is_said_where_it_is_needed_and_the_rest_works()
    {
        using AppFolder folder = AuthApp.Create(
            [AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true,\"runConfirmationFunction\":true,\"runResetFunction\":true,\"resetFunctionName\":\"\"}")]);
        Assert.Empty(folder.Read().Errors);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.LogInNewEmailAsync("mia@example.com");
        (await server.PostEmailAsync("reset/call", AuthRequests.Account("mia@example.com"))).AssertError(
            400, "FunctionNotFound", "the app says that a function decides this, and does not name it; see auth/providers.json");
    }

    [Fact]
    public async Task Success_sets_the_password_at_once()
    {
        (await CallAsync(New, "[\"success\",\"blue\",{\"$numberInt\":\"42\"},{\"a\":[1]}]")).AssertEmpty(200);
        JsonElement call = LastCall();
        Assert.Equal((Mia, false, true), (call.GetProperty("username").GetString(), call.GetProperty("current").GetBoolean(), call.GetProperty("isNew").GetBoolean()));
        Assert.Equal("""["blue",42,{"a":[1]}]""", call.GetProperty("more").GetRawText());
        await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia, New));
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login(Mia))).AssertError(401, "InvalidPassword", "unauthorized");
        (await _server.PostEmailAsync("reset", Token(call).WithPassword("third horse"))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
    }

    [Fact]
    public async Task Pending_changes_nothing_until_the_tokens_are_used()
    {
        (await CallAsync(New, "[\"pending\"]")).AssertEmpty(200);
        await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia));
        (await _server.PostEmailAsync("reset", Token(LastCall()).WithPassword("third horse"))).AssertEmpty(200);
        await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia, "third horse"));
        (await _server.PostLoginAsync("local-userpass", AuthRequests.Login(Mia, New))).AssertError(401, "InvalidPassword", "unauthorized");
    }

    [Theory]
    [InlineData("[\"fail\"]")]
    [InlineData("[\"throw\"]")]
    [InlineData("[\"\"]")]
    [InlineData("[\"yes\"]")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Anything_else_leaves_the_password(string arguments)
    {
        (await CallAsync(New, arguments)).AssertError(400, null, $"failed to reset password for user \"{Mia}\"");
        (await _server.PostEmailAsync("reset", Token(LastCall()).WithPassword(New))).AssertError(400, "UserpassTokenInvalid", "userpass token is expired or invalid");
        await _server.LogInAsync("local-userpass", AuthRequests.Login(Mia));
    }

    [Fact]
    public async Task The_function_is_told_whether_the_password_is_the_present_one()
    {
        await CallAsync(AuthRequests.Password, "[\"pending\"]");
        Assert.True(LastCall().GetProperty("current").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_reset_is_refused_before_the_function_runs()
    {
        (await _server.PostEmailAsync("reset/call", AuthRequests.Account("nobody@example.com", New))).AssertError(404, "UserNotFound", "user not found");
        (await CallAsync("short", "[\"success\"]")).AssertError(400, "BadRequest", "password must be between 6 and 128 characters");
        (await CallAsync(New, "{}")).AssertError(400, "InvalidParameter", "'arguments' must be an array");
        (await _server.PostEmailAsync("reset/send", AuthRequests.Email(Mia))).AssertError(400, "BadRequest", "please use reset password via function");
        Assert.Empty(_server.Mails());
        Assert.DoesNotContain(_server.Log.Entries, entry => entry.Contains("CALL", System.StringComparison.Ordinal));
    }

    private Task<WireReply> CallAsync(string password, string arguments) => _server.PostEmailAsync(
        "reset/call", $$"""{"email":"{{Mia}}","password":"{{password}}","arguments":{{arguments}} }""");

    private static MailedToken Token(JsonElement call) => new("", call.GetProperty("token").GetString()!, call.GetProperty("tokenId").GetString()!);

    private JsonElement LastCall()
    {
        string line = _server.Log.Entries.Last(entry => entry.Contains("CALL", System.StringComparison.Ordinal));
        return JsonElement.Parse(line[line.IndexOf('{')..(line.LastIndexOf('}') + 1)]);
    }
}
