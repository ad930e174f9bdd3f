using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Users;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>
/// What each call for a forgotten password or a confirmation says to which address in which app: the account is looked up first, the app's
/// way second (client-api 4.1). Only <c>confirm/call</c> of an app that confirms by itself says so for any address.
/// </summary>
public sealed class AccountOrderTests(AccountOrderTests.Apps apps) : IClassFixture<AccountOrderTests.Apps>
{
    private const string Unknown = "unknown@example.com", Pending = "pending@example.com", Confirmed = "confirmed@example.com";
    private const string NotFound = "404 UserNotFound user not found";
    private const string Already = "400 UserAlreadyConfirmed already confirmed";
    private const string Automatic = "400  cannot run confirmation for {0}: automatic confirmation is enabled";
    private const string ByMail = "400 BadRequest cannot run confirmation for {0}: this app confirms by mail";
    private const string NoReset = "400  failed to reset password for user \"{0}\"";
    private const string ByFunction = "400 BadRequest please use reset password via function";

    // In each row: to an address that is unknown, to one that waits for its confirmation, to one that is confirmed.
    [Theory]
    [InlineData("mail", "reset/send", NotFound, "200", "200")]
    [InlineData("mail", "reset/call", NotFound, NoReset, NoReset)]
    [InlineData("mail", "confirm/send", NotFound, "200", Already)]
    [InlineData("mail", "confirm/call", NotFound, ByMail, Already)]
    [InlineData("function", "reset/send", NotFound, ByFunction, ByFunction)]
    [InlineData("function", "reset/call", NotFound, "200", "200")]
    [InlineData("function", "confirm/send", NotFound, "400 BadRequest please use confirmation via function", Already)]
    [InlineData("function", "confirm/call", NotFound, "200", Already)]
    [InlineData("automatic", "reset/send", NotFound, "200", "200")]
    [InlineData("automatic", "reset/call", NotFound, NoReset, NoReset)]
    [InlineData("automatic", "confirm/send", NotFound, "200", Already)]
    [InlineData("automatic", "confirm/call", Automatic, Automatic, Automatic)]
    [InlineData("automatic with function", "reset/send", NotFound, ByFunction, ByFunction)]
    [InlineData("automatic with function", "reset/call", NotFound, "200", "200")]
    [InlineData("automatic with function", "confirm/send", NotFound, "200", Already)]
    [InlineData("automatic with function", "confirm/call", Automatic, Automatic, Automatic)]
    [InlineData("refusing", "reset/call", NotFound, NoReset, NoReset)]
    [InlineData("refusing", "confirm/call", NotFound, "400 BadRequest failed to confirm user \"{0}\"", Already)]
    public async Task The_account_comes_first(string app, string operation, string toUnknown, string toPending, string toConfirmed)
    {
        Assert.Equal(
            [Told(toUnknown, Unknown), Told(toPending, Pending), Told(toConfirmed, Confirmed)],
            [await AskAsync(app, operation, Unknown), await AskAsync(app, operation, Pending), await AskAsync(app, operation, Confirmed)]);
    }

    // What an SDK's own test sends: neither an address nor a password that would be allowed.
    [Theory]
    [InlineData("mail", NoReset)]
    [InlineData("automatic", NoReset)]
    [InlineData("function", "400 BadRequest password must be between 6 and 128 characters")]
    public async Task The_password_comes_last(string app, string toConfirmed)
    {
        Assert.Equal(
            [NotFound, Told(toConfirmed, Confirmed)],
            [await AskAsync(app, "reset/call", "atoken", "short"), await AskAsync(app, "reset/call", Confirmed, "short")]);
        Assert.Equal(NotFound, await AskAsync(app, "reset/send", "atoken"));
    }

    private static string Told(string text, string email) => string.Format(System.Globalization.CultureInfo.InvariantCulture, text, email);

    private async Task<string> AskAsync(string app, string operation, string email, string password = "battery staple")
    {
        WireReply reply = await apps.Server.SendAsync(
            "POST", $"/app/{Apps.IdOf(app)}/auth/providers/local-userpass/{operation}",
            json: AuthRequests.Json(new { email, password, arguments = System.Array.Empty<string>() }));
        return (int)reply.Status == 200
            ? "200"
            : $"{(int)reply.Status} {(reply.Json.TryGetProperty("error_code", out _) ? reply.String("error_code") : "")} {reply.String("error")}";
    }

    /// <summary>One server with an app for each way, and the two accounts in each.</summary>
    public sealed class Apps : IAsyncLifetime
    {
        private static readonly Dictionary<string, string> s_apps = new()
        {
            ["mail"] = "\"emailConfirmationUrl\":\"https://shop.example.com/confirm\",\"resetPasswordUrl\":\"https://shop.example.com/reset\"",
            ["function"] = "\"runConfirmationFunction\":true,\"confirmationFunctionName\":\"pending\",\"runResetFunction\":true,\"resetFunctionName\":\"pending\"",
            ["automatic"] = "\"autoConfirm\":true",
            ["automatic with function"] = "\"autoConfirm\":true,\"runResetFunction\":true,\"resetFunctionName\":\"pending\"",
            ["refusing"] = "\"runConfirmationFunction\":true,\"confirmationFunctionName\":\"fail\",\"runResetFunction\":true,\"resetFunctionName\":\"fail\"",
        };

        private readonly AppFolder[] _folders = [.. s_apps.Select(app => AuthApp.Create(
            [AuthApp.Provider("local-userpass", $"\"config\":{{{app.Value}}}")],
            ("root_config.json", $$"""{"app_id":"{{IdOf(app.Key)}}","name":"shop"}"""),
            AuthApp.Function("pending", "exports = () => ({ status: 'pending' });"),
            AuthApp.Function("fail", "exports = () => ({ status: 'fail' });")))];

        internal AppServerFixture Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Server = await AppServerFixture.StartAsync(_folders);
            foreach (string app in s_apps.Keys)
            {
                foreach (string email in new[] { Pending, Confirmed })
                {
                    var account = new AccountRecord(IdOf(app), email, "", $"{app}-{email}", email == Confirmed);
                    await Server.Users().Accounts.AddAsync(account, AuthRequests.Cancel);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            foreach (AppFolder folder in _folders) folder.Dispose();
        }

        internal static string IdOf(string app) => app.Replace(' ', '-') + "-abcde";
    }
}
