using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>The requests of docs/spec/client-api.md as clients send them.</summary>
internal static class WireRequests
{
    public const string Api = "/api/client/v2.0";

    public static HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    /// <param name="server">The server.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <see cref="Api"/>.</param>
    /// <param name="token">The token of the Authorization header; null for none.</param>
    /// <param name="json">The body; null for none.</param>
    public static async Task<WireReply> SendAsync(this IWireServer server, string method, string path, string? token = null, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Api + path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await server.SendAsync(request);
    }

    public static async Task<WireReply> SendAsync(this IWireServer server, HttpRequestMessage request)
    {
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await WireReply.ReadAsync(response);
    }

    public static Task<WireReply> PostLoginAsync(
        this IWireServer server, string provider, string json = "{}", string appId = AppServerFixture.QuickstartAppId) =>
        server.SendAsync("POST", $"/app/{appId}/auth/providers/{provider}/login", json: json);

    /// <summary>A login that must succeed.</summary>
    public static async Task<WireLogin> LogInAsync(
        this IWireServer server, string provider = "anon-user", string json = "{}", string appId = AppServerFixture.QuickstartAppId) =>
        WireLogin.From(await server.PostLoginAsync(provider, json, appId));

    public static Task<WireReply> RegisterAsync(
        this IWireServer server, string email, string password, string appId = AppServerFixture.QuickstartAppId) =>
        server.SendAsync(
            "POST", $"/app/{appId}/auth/providers/local-userpass/register",
            json: $$"""{"email":{{Quote(email)}},"password":{{Quote(password)}}}""");

    /// <summary>The login body of an e-mail user.</summary>
    public static string EmailBody(string email, string password) => $$"""{"username":{{Quote(email)}},"password":{{Quote(password)}}}""";

    /// <summary>Registers an address of its own and logs in.</summary>
    public static async Task<WireLogin> LogInNewEmailAsync(this IWireServer server, string email, string password = "correct horse")
    {
        Assert.Equal(201, (int)(await server.RegisterAsync(email, password)).Status);
        return await server.LogInAsync("local-userpass", EmailBody(email, password));
    }

    public static Task<WireReply> CallAsync(
        this IWireServer server, string? token, string name, string arguments = "[]", string appId = AppServerFixture.QuickstartAppId) =>
        server.SendAsync("POST", $"/app/{appId}/functions/call", token, $$"""{"name":{{Quote(name)}},"arguments":{{arguments}}}""");

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
