using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>An operator who is signed in.</summary>
/// <param name="Server">The server.</param>
/// <param name="AccessToken">The token of its requests.</param>
/// <param name="RefreshToken">The token of its session.</param>
/// <param name="GroupId">The group of its profile.</param>
internal sealed record AdminClient(IWireServer Server, string AccessToken, string RefreshToken, string GroupId)
{
    public const string Api = "/api/admin/v3.0";

    /// <summary>Makes a key in the server's data folder, and signs in with it.</summary>
    public static async Task<AdminClient> SignInAsync(AppServerFixture server, OperatorRole role = OperatorRole.Owner, string? name = null)
    {
        (OperatorRecord record, string secret) = await new OperatorStore(server.Data.Store)
            .CreateKeyAsync(name ?? $"k{Guid.NewGuid():N}", role, TestContext.Current.CancellationToken);
        return await SignInAsync(server, record.Login, secret);
    }

    /// <summary>Signs in with a key.</summary>
    public static async Task<AdminClient> SignInAsync(IWireServer server, string publicKey, string privateKey)
    {
        WireReply login = await SendAsync(
            server, "POST", "/auth/providers/mongodb-cloud/login", json: $$"""{"username":"{{publicKey}}","apiKey":"{{privateKey}}"}""");
        Assert.Equal((200, "application/json"), ((int)login.Status, login.ContentType));
        string access = login.String("access_token");
        WireReply profile = await SendAsync(server, "GET", "/auth/profile", access);
        string group = Assert.Single(profile.Json.GetProperty("roles").EnumerateArray()).GetProperty("group_id").GetString()!;
        return new AdminClient(server, access, login.String("refresh_token"), group);
    }

    /// <summary>A request below the API's root.</summary>
    public static async Task<WireReply> SendAsync(IWireServer server, string method, string path, string? token = null, string? json = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Api + path);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await server.SendAsync(request);
    }

    /// <summary>A request below the group.</summary>
    public Task<WireReply> SendAsync(string method, string path, string? json = null) =>
        SendAsync(Server, method, $"/groups/{GroupId}{path}", AccessToken, json);

    /// <summary>A request that must be answered with a status.</summary>
    public async Task<WireReply> ExpectAsync(int status, string method, string path, string? json = null)
    {
        WireReply reply = await SendAsync(method, path, json);
        Assert.True(status == (int)reply.Status, $"{method} {path}: {(int)reply.Status} {reply.Text}");
        return reply;
    }
}
