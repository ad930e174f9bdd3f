using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>E-mail/password accounts (client-api 4.1).</summary>
public sealed class RegisterTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string Password = "correct horse";

    [Theory]
    [InlineData("", Password, "email invalid")]
    [InlineData("  ", Password, "email invalid")]
    [InlineData(" mia@example.com", Password, "email invalid")]
    [InlineData("mia@example.com\u00a0", Password, "email invalid")]
    [InlineData("mi\u200ba@example.com", Password, "email invalid")]
    [InlineData("mi\u202ea@example.com", Password, "email invalid")]
    [InlineData("mi\u3164a@example.com", Password, "email invalid")]
    [InlineData("rene\u0301@example.com", Password, "email invalid")]
    [InlineData("mi\ufe0fa@example.com", Password, "email invalid")]
    [InlineData("mi\u0430@example.com", Password, "email invalid")]
    [InlineData("\u0440\u0430\u0441\u0435@example.com", Password, "email invalid")]
    [InlineData("mia@ex\u0430mple.com", Password, "email invalid")]
    [InlineData("\uff4d\uff49\uff41@example.com", Password, "email invalid")]
    [InlineData("mia@example\u2024com", Password, "email invalid")]
    [InlineData("mia@example.com", "", "password must be between 6 and 128 characters")]
    [InlineData("mia@example.com", "12345", "password must be between 6 and 128 characters")]
    [InlineData("", "", "email invalid")]
    public async Task Address_and_password_have_rules(string email, string password, string message)
    {
        (await server.RegisterAsync(email, password)).AssertError(400, "BadRequest", message);
        (await server.PostLoginAsync("local-userpass", WireRequests.EmailBody(email, password))).AssertError(401, "InvalidPassword", "unauthorized");
    }

    [Theory]
    [InlineData(6, 201)]
    [InlineData(128, 201)]
    [InlineData(129, 400)]
    public async Task A_password_has_6_to_128_characters(int length, int status) =>
        Assert.Equal(status, (int)(await server.RegisterAsync($"{length}@example.com", new string('x', length))).Status);

    [Theory]
    [InlineData("{\"password\":\"correct horse\"}", "email")]
    [InlineData("{\"email\":\"x@example.com\"}", "password")]
    [InlineData("{\"email\":{\"$oid\":\"6650a1f2c3d4e5f6a7b8c9d1\"},\"password\":\"correct horse\"}", "email")]
    [InlineData("{}", "email")]
    [InlineData("", "email")]
    public async Task A_field_that_is_missing_is_named(string body, string field) =>
        (await server.SendAsync("POST", "/app/shop-qwert/auth/providers/local-userpass/register", json: body))
            .AssertError(400, "MissingParameter", $"'{field}' is a required string");

    [Theory]
    [InlineData("ren\u00e9@example.com")]
    [InlineData("\u043f\u043e\u0447\u0442\u0430@example.com")]
    [InlineData("\u0645\u0631\u064a\u0645@example.com")]
    [InlineData("\u7530\u4e2d@example.com")]
    [InlineData("\u0c30\u0c3e\u0c2e\u0c41@example.com")]
    [InlineData("O'Neil+shop mia")]
    public async Task Addresses_are_of_any_alphabet(string email)
    {
        Assert.Equal(201, (int)(await server.RegisterAsync(email, Password)).Status);
        await server.LogInAsync("local-userpass", WireRequests.EmailBody(email, Password));
    }

    [Fact]
    public async Task An_address_that_is_taken_keeps_its_password()
    {
        Assert.Equal(201, (int)(await server.RegisterAsync("taken@example.com", Password)).Status);
        (await server.RegisterAsync("taken@example.com", "another horse")).AssertError(409, "AccountNameInUse", "name already in use");
        await server.LogInAsync("local-userpass", WireRequests.EmailBody("taken@example.com", Password));
        Assert.Equal(401, (int)(await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("taken@example.com", "another horse"))).Status);
    }

    [Fact]
    public async Task Addresses_are_taken_letter_by_letter()
    {
        string[] addresses = ["case@example.com", "Case@example.com", "späße@example.com", "a/b@example.com"];
        foreach (string address in addresses) Assert.Equal(201, (int)(await server.RegisterAsync(address, Password)).Status);
        WireLogin[] logins = await Task.WhenAll(
            addresses.Select(address => server.LogInAsync("local-userpass", WireRequests.EmailBody(address, Password))));
        Assert.Equal(addresses.Length, logins.Select(login => login.UserId).Distinct().Count());
    }

    [Fact]
    public async Task Of_many_who_want_one_address_at_once_one_gets_it()
    {
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.RegisterAsync("wanted@example.com", $"{Password} {i}")));
        Assert.Single(replies, reply => (int)reply.Status == 201);
        Assert.Equal(7, replies.Count(reply => (int)reply.Status == 409));
    }

    [Fact]
    public async Task A_stale_token_does_not_matter() =>
        Assert.Equal(201, (int)(await server.SendAsync(
            "POST", "/app/shop-qwert/auth/providers/local-userpass/register", "stale.access.token",
            $$"""{"email":"stale@example.com","password":"{{Password}}"}""")).Status);
}
