using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Users;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Auth;

/// <summary>What the tests of this folder ask for often.</summary>
internal static class AuthRequests
{
    public const string Password = "correct horse";

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The users of a server's store.</summary>
    public static UserDirectory Users(this AppServerFixture server) => UserDirectory.Open(server.Data.Store, System.TimeProvider.System);

    public static Task<WireReply> LinkAsync(this AppServerFixture server, string token, string provider, string json) =>
        server.SendAsync("POST", $"{AuthApp.Path}/auth/providers/{provider}/login?link=true", token, json);

    public static Task<WireReply> PostEmailAsync(this AppServerFixture server, string operation, string json) =>
        server.SendAsync("POST", $"{AuthApp.EmailPath}/{operation}", json: json);

    public static async Task<JsonElement> ProfileAsync(this AppServerFixture server, string token)
    {
        WireReply reply = await server.SendAsync("GET", "/auth/profile", token);
        Assert.Equal(200, (int)reply.Status);
        return reply.Json;
    }

    /// <summary>The types of a user's identities, in order.</summary>
    public static async Task<string> IdentitiesAsync(this AppServerFixture server, string token) =>
        string.Join(',', (await server.ProfileAsync(token)).GetProperty("identities").EnumerateArray().Select(identity => identity.GetProperty("provider_type").GetString()));

    public static Task<WireReply> CreateKeyAsync(this AppServerFixture server, string refreshToken, string name) =>
        server.SendAsync("POST", "/auth/api_keys", refreshToken, Json(new { name }));

    public static string Email(string email) => Json(new { email });

    public static string Account(string email, string password = Password) => Json(new { email, password });

    public static string Login(string email, string password = Password) => WireRequests.EmailBody(email, password);

    public static string Json(object value) => JsonSerializer.Serialize(value);

    /// <summary>Asserts success without a body and hence without a content type (client-api 0.3.4).</summary>
    public static void AssertEmpty(this WireReply reply, int status) => Assert.Equal((status, "", null), ((int)reply.Status, reply.Text, reply.ContentType));
}
