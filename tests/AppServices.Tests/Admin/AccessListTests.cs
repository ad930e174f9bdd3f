using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>From where clients may call an app (admin-api 4.10).</summary>
public sealed class AccessListTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    private const string List = "/security/access_list";
    private const string Anonymous = """{"type":"anon-user"}""";

    [Fact]
    public async Task Clients_of_other_addresses_are_refused_while_there_is_a_list()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string id) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", Anonymous);
        WireLogin login = await server.LogInAsync(appId: id);
        WireReply list = await admin.ExpectAsync(200, "GET", app + List);
        Assert.Equal((0, "127.0.0.1"), (list.Json.GetProperty("allowed_ips").GetArrayLength(), list.String("current_ip")));

        WireReply made = await admin.ExpectAsync(201, "POST", app + List, """{"address":"203.0.113.9/24","comment":"office"}""");
        Assert.Equal(
            ("203.0.113.9/24", "203.0.113.0", "203.0.113.0/24", "office", false),
            (made.String("address"), made.String("ip"), made.String("network"), made.String("comment"), made.Json.GetProperty("includes_current").GetBoolean()));
        foreach ((string method, string path, string? token) in new[]
        {
            ("GET", $"/app/{id}/location", null),
            ("POST", $"/app/{id}/auth/providers/anon-user/login", null),
            ("POST", $"/app/{id}/functions/call", login.AccessToken),
            ("POST", $"/app/{id}/endpoint/data/v1/action/find", null),
            ("GET", "/auth/profile", login.AccessToken),
            ("POST", "/auth/session", login.RefreshToken),
            ("DELETE", "/auth/delete", login.AccessToken),
        })
        {
            (await SendAsync(method, path, null, token)).AssertError(403, null, "address '127.0.0.1' is not in the app's IP access list");
            Assert.Equal(403, (int)(await SendAsync(method, path, "203.0.114.1", token)).Status);
        }
        Assert.Equal(200, (int)(await SendAsync("GET", $"/app/{id}/location", "203.0.113.77")).Status);
        Assert.Equal(200, (int)(await SendAsync("GET", $"/app/{id}/location", "::ffff:203.0.113.78")).Status);
        Assert.Equal(200, (int)(await SendAsync("GET", "/auth/profile", "203.0.113.77", login.AccessToken)).Status);

        string entry = app + List + "/" + made.String("_id");
        Assert.Equal("2001:db8::/32", (await admin.ExpectAsync(200, "PATCH", entry, """{"address":"2001:db8::/32"}""")).String("network"));
        Assert.Equal(200, (int)(await SendAsync("GET", $"/app/{id}/location", "2001:db8:1::5")).Status);
        Assert.Equal(403, (int)(await SendAsync("GET", $"/app/{id}/location", "203.0.113.77")).Status);

        // What the list says is no part of an export, so an import does not open the app.
        string pulled = (await admin.ExpectAsync(200, "GET", app + "/pull")).Text;
        await admin.ExpectAsync(204, "PATCH", app + "/push", pulled);
        Assert.Equal(403, (int)(await SendAsync("GET", $"/app/{id}/location", null)).Status);

        WireReply own = await admin.ExpectAsync(201, "POST", app + List, """{"use_current":true}""");
        Assert.True(own.Json.GetProperty("includes_current").GetBoolean());
        Assert.Equal(200, (int)(await SendAsync("GET", $"/app/{id}/location", null)).Status);
        Assert.Equal(2, (await admin.ExpectAsync(200, "GET", app + List)).Json.GetProperty("allowed_ips").GetArrayLength());
        await admin.ExpectAsync(204, "DELETE", entry);
        await admin.ExpectAsync(204, "DELETE", app + List + "/" + own.String("_id"));
        Assert.Equal(200, (int)(await SendAsync("GET", $"/app/{id}/location", "198.51.100.1")).Status);
    }

    [Theory]
    [InlineData("""{"address":"10.0.0"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"10"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"10.0.0.0/33"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"10.0.0.0/-1"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"::1/129"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"fe80::1%eth0"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":"example.com"}""", 400, "InvalidParameter")]
    [InlineData("""{"address":5}""", 400, "InvalidParameter")]
    [InlineData("""{}""", 400, "MissingParameter")]
    [InlineData("""{"address":"10.1.2.3/8"}""", 409, null)]
    public async Task What_is_no_address_or_known_is_refused(string json, int status, string? code)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(201, "POST", app + List, """{"address":"10.0.0.0/8"}""");
        WireReply refused = await admin.ExpectAsync(status, "POST", app + List, json);
        Assert.Equal(code, refused.Json.TryGetProperty("error_code", out JsonElement given) ? given.GetString() : null);
        Assert.Single((await admin.ExpectAsync(200, "GET", app + List)).Json.GetProperty("allowed_ips").EnumerateArray());
        foreach (string method in (string[])["PATCH", "DELETE"])
        {
            WireReply unknown = await admin.ExpectAsync(404, method, app + List + "/000000000000000000000001", "{}");
            Assert.Equal("allowed IP not found: 'ObjectID(\"000000000000000000000001\")'", unknown.String("error"));
        }
    }

    [Theory]
    [InlineData("""[{"address":"nonsense"}]""")]
    [InlineData("""[{"comment":"x"}]""")]
    [InlineData("{")]
    public async Task A_list_that_cannot_be_read_lets_nobody_in(string list)
    {
        using AppFolder folder = AppFolder.WithFunction("f", "exports = () => 1;").Write(".mdb/access_list.json", list);
        await using AppServerFixture broken = await AppServerFixture.StartAsync(folder);
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + "/app/test-abcde/location");
        (await broken.SendAsync(request)).AssertError(403, null, "address '127.0.0.1' is not in the app's IP access list");
    }

    private async Task<WireReply> SendAsync(string method, string path, string? from, string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), WireRequests.Api + path);
        if (from is not null) request.Headers.Add("X-Forwarded-For", from);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (method == "POST") request.Content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        return await server.SendAsync(request);
    }
}
