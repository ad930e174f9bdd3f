using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.CustomUserData;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>The function that runs before a user is created (client-api 3.9, app-folder 3).</summary>
public sealed class UserCreationTests
{
    private const string Creating = """
        exports = (user, more) => {
          if (more !== undefined || context.user.type !== "system" || !context.runningAsSystem()) throw "not as a hook is called";
          console.log("CREATING " + JSON.stringify(user));
          if (user.data.email === "unwanted@example.com") throw new Error("not you");
          return "ignored";
        };
        """;

    // The function takes its time, so that all have come before it ends.
    private const string Slow = """
        exports = async (user) => {
          await new Promise(done => setTimeout(done, 300));
          await context.services.get("mongodb-atlas").db("shop").collection("people").insertOne({ userId: user.id });
          console.log("CREATING " + JSON.stringify(user));
          if (user.data.email === "unwanted@example.com") throw new Error("not you");
        };
        """;

    private const string Settings = """
        {"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"people","user_id_field":"userId","on_user_creation_function_name":"creating"}
        """;

    [Fact]
    public async Task It_runs_once_for_a_user_with_what_is_known()
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", Settings));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.RegisterAsync("mia@example.com", AuthRequests.Password);
        Assert.Empty(Calls(server));
        WireLogin login = await server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"));
        await server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"));
        JsonElement user = Assert.Single(Calls(server));
        JsonElement identity = (await server.ProfileAsync(login.AccessToken)).GetProperty("identities")[0];
        Assert.Equal(
            $$$"""{"id":"{{{login.UserId}}}","type":"normal","data":{"email":"mia@example.com"},"identities":[{"id":"{{{identity.GetProperty("id")}}}","provider_type":"local-userpass","data":{"email":"mia@example.com"}}]}""",
            user.GetRawText());
    }

    [Fact]
    public async Task When_it_throws_there_is_no_user()
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", Settings));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.RegisterAsync("unwanted@example.com", AuthRequests.Password);
        for (int i = 0; i < 2; i++)
        {
            (await server.PostLoginAsync("local-userpass", AuthRequests.Login("unwanted@example.com")))
                .AssertError(401, "AuthError", "failed to create the user: Error: not you");
        }
        Assert.Empty(await server.Users().Users.ListAsync(AppServerFixture.QuickstartAppId, AuthRequests.Cancel));
        WireLogin other = await server.LogInAsync();
        Assert.Equal(200, (int)(await server.LinkAsync(other.AccessToken, "local-userpass", AuthRequests.Login("unwanted@example.com"))).Status);
    }

    [Fact]
    public async Task It_runs_once_however_many_log_in_at_once()
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", Settings), Slow);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.RegisterAsync("mia@example.com", AuthRequests.Password);
        WireLogin[] logins = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => server.LogInAsync("local-userpass", AuthRequests.Login("mia@example.com"))));
        string id = Assert.Single(logins.Select(login => login.UserId).Distinct());
        Assert.Equal(id, Assert.Single(Calls(server)).GetProperty("id").GetString());
    }

    [Fact]
    public async Task When_it_throws_there_is_no_user_however_many_log_in_at_once()
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", Settings), Slow);
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.RegisterAsync("unwanted@example.com", AuthRequests.Password);
        WireReply[] replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => server.PostLoginAsync("local-userpass", AuthRequests.Login("unwanted@example.com"))));
        Assert.All(replies, reply => reply.AssertError(401, "AuthError", "failed to create the user: Error: not you"));
        Assert.Empty(await server.Users().Users.ListAsync(AppServerFixture.QuickstartAppId, AuthRequests.Cancel));
    }

    [Fact]
    public async Task It_does_not_run_while_custom_user_data_are_off()
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", Settings.Replace("\"enabled\":true", "\"enabled\":false", System.StringComparison.Ordinal)));
        await using AppServerFixture server = await AppServerFixture.StartAsync(folder);
        await server.LogInAsync();
        Assert.Empty(Calls(server));
    }

    [Fact]
    public void Old_apps_have_the_settings_in_the_root_file()
    {
        using AppFolder folder = new AppFolder().Write("stitch.json", """
            {"app_id":"old-abcde","custom_user_data_config":{"enabled":true,"mongo_service_id":"abc","database_name":"d","collection_name":"c","user_id_field":"_id"}}
            """).Write("services/abc/config.json", """{"name":"abc","type":"mongodb-atlas"}""");
        Assert.Equal(new("abc", "d", "c", "_id", null), folder.Read().Get<CustomUserDataReading>().Settings);
    }

    [Theory]
    [InlineData("{\"enabled\":false}", null)]
    [InlineData("{}", null)]
    [InlineData("{\"enabled\":true,\"database_name\":\"d\",\"user_id_field\":\"x\"}", ": the string 'collection_name' is missing or empty.")]
    [InlineData("{\"enabled\":true,\"database_name\":\"d\",\"collection_name\":\"c\"}", ": the string 'user_id_field' is missing or empty.")]
    public void Settings_that_are_on_must_be_whole(string text, string? message)
    {
        using AppFolder folder = Create(("auth/custom_user_data.json", text));
        if (message is null) Assert.Null(folder.Read().Get<CustomUserDataReading>().Settings);
        else folder.AssertRefused("auth/custom_user_data.json", message);
    }

    private static AppFolder Create((string Path, string Text) settings, string creating = Creating) =>
        AuthApp.Create(AuthApp.Simple, AuthApp.Function("creating", creating), AuthApp.Private("creating"), settings,
            ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""));

    private static JsonElement[] Calls(AppServerFixture server) =>
        [.. server.Log.Entries.Where(entry => entry.Contains("CREATING", System.StringComparison.Ordinal))
            .Select(entry => JsonElement.Parse(entry[entry.IndexOf('{')..(entry.LastIndexOf('}') + 1)]))];
}
