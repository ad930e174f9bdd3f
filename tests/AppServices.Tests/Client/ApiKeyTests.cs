using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>API keys, by client-api 5.</summary>
public sealed class ApiKeyTests
{
    private const string Keys = "/auth/api_keys";
    private const string Key = """{"_id":"6650","name":"laptop","disabled":true}""";

    [Fact]
    public async Task Every_request_carries_the_refresh_token_and_has_its_method_and_path()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => (context.Request.Method, context.Request.Path.Value!.Replace(ScriptedServer.ApiRoot, "")) switch
        {
            ("POST", Keys) => ScriptedServer.ReplyAsync(context, 201, """{"_id":"6650","name":"laptop","key":"s3cret","disabled":false}"""),
            ("GET", Keys) => ScriptedServer.ReplyAsync(context, 200, $"[{Key}]"),
            ("GET", Keys + "/a%2Fb") => ScriptedServer.ReplyAsync(context, 200, Key),
            (_, var path) when path.StartsWith(Keys, System.StringComparison.Ordinal) => ScriptedServer.ReplyAsync(context, 204, "", ""),
            _ => Task.FromResult(false),
        });
        var keys = new ApiKeyAuth(await server.LogInAsync());

        UserApiKey made = await keys.CreateAsync("laptop", RequestOptions.Default, TestSession.Token);
        UserApiKey fetched = await keys.FetchAsync("a/b", RequestOptions.Default, TestSession.Token);
        UserApiKey listed = Assert.Single(await keys.FetchAllAsync(RequestOptions.Default, TestSession.Token));
        await keys.EnableAsync("6650", RequestOptions.Default, TestSession.Token);
        await keys.DisableAsync("6650", RequestOptions.Default, TestSession.Token);
        await keys.DeleteAsync("6650", RequestOptions.Default, TestSession.Token);

        Assert.Equal(("6650", "laptop", true, "s3cret"), (made.Id, made.Name, made.IsEnabled, made.Key!.Reveal()));
        Assert.Equal(("6650", "laptop", false, null), (fetched.Id, fetched.Name, fetched.IsEnabled, fetched.Key));
        Assert.Equal(fetched, listed);
        SeenRequest[] sent = server.Seen.Where(seen => seen.Name.Contains(Keys, System.StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            ["POST " + Keys, $"GET {Keys}/a%2Fb", "GET " + Keys, $"PUT {Keys}/6650/enable", $"PUT {Keys}/6650/disable",
            $"DELETE {Keys}/6650"],
            sent.Select(seen => seen.Name));
        Assert.All(sent, seen => Assert.Equal(ScriptedServer.Token("refresh"), seen.Token));
        Assert.Equal(["""{"name":"laptop"}""", "", "", "", "", ""], sent.Select(seen => seen.Body));
        Assert.DoesNotContain("s3cret", made.ToString(), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_refresh_token_ends_the_session_without_a_second_try()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => ScriptedServer.Is(context, "GET " + Keys)
            ? ScriptedServer.ReplyAsync(
                context, 401, """{"error":"invalid session: failed to find refresh token","error_code":"InvalidSession"}""")
            : Task.FromResult(false));
        AppSession session = await server.LogInAsync();
        var told = LinkTests.Listen(session);

        await Assert.ThrowsAsync<AppServicesException>(
            () => new ApiKeyAuth(session).FetchAllAsync(RequestOptions.Default, TestSession.Token));

        Assert.Equal((1, 0), (server.Count("GET " + Keys), server.Count("POST /auth/session")));
        Assert.Equal(AppUserState.LoggedOut, session.State);
        Assert.Equal([AppUserEventKind.LoggedOut], told);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""[{"_id":"1"}]""")]
    [InlineData("""[{"_id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"name":"x"}]""")]
    public async Task A_list_that_is_none_is_named_as_such(string body)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, "GET " + Keys) ? ScriptedServer.ReplyAsync(context, 200, body) : Task.FromResult(false));
        var keys = new ApiKeyAuth(await server.LogInAsync());

        var error = await Assert.ThrowsAsync<AppServicesException>(() => keys.FetchAllAsync(RequestOptions.Default, TestSession.Token));

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
    }

    [Fact]
    public async Task A_made_key_without_its_secret_is_refused()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, "POST " + Keys) ? ScriptedServer.ReplyAsync(context, 201, Key) : Task.FromResult(false));
        var keys = new ApiKeyAuth(await server.LogInAsync());

        var error = await Assert.ThrowsAsync<AppServicesException>(
            () => keys.CreateAsync("laptop", RequestOptions.Default, TestSession.Token));

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
    }
}
