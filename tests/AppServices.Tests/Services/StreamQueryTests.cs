using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>What core SDKs and Stitch put into the query of a stream (client-api 6.5).</summary>
public sealed class StreamQueryTests(WatchedApp app) : IClassFixture<WatchedApp>
{
    [Theory]
    [InlineData("baas_request", "baas_at")]
    [InlineData("stitch_request", "stitch_at")]
    [InlineData("baas_request", "stitch_at")]
    public async Task The_access_token_may_be_in_the_query(string request, string token)
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        using WatchClient stream = await WatchClient.OpenAsync(app.Server, Path(request, $"{token}={login.AccessToken}"), null);
        await AssertToldAsync(stream);
    }

    [Fact]
    public async Task A_header_goes_before_the_query()
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        using WatchClient stream = await WatchClient.OpenAsync(app.Server, Path("baas_request", "baas_at=stale"), login.AccessToken);
        (await app.Server.SendAsync("GET", Path("baas_request", $"baas_at={login.AccessToken}"), "stale")).AssertError(401, null, "unauthorized");
    }

    [Fact]
    public async Task What_is_no_good_token_in_a_header_is_none_in_a_query()
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        foreach (string query in new[] { "baas_at=", "baas_at=stale", $"baas_at={login.RefreshToken}", $"baas_at={login.AccessToken}&baas_at=x" })
            (await app.Server.SendAsync("GET", Path("baas_request", query))).AssertError(401, null, "unauthorized");
    }

    [Fact]
    public async Task A_token_that_has_ended_tells_clients_to_refresh()
    {
        var own = new WatchedApp();
        await own.InitializeAsync();
        WireLogin login = await own.Server.LogInAsync("anon-user");
        own.Clock.Advance(TimeSpan.FromMinutes(30));
        (await own.Server.SendAsync("GET", Path("baas_request", $"baas_at={login.AccessToken}")))
            .AssertError(401, "InvalidSession", "invalid session: access token expired");
        await own.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "/app/shop-qwert/functions/call", "unauthorized")]
    [InlineData("GET", "/auth/profile", "expected Authorization header with JWT (Bearer schema)")]
    [InlineData("DELETE", "/auth/delete", "expected Authorization header with JWT (Bearer schema)")]
    [InlineData("PUT", "/app/shop-qwert/push/providers/gcm/registration", "unauthorized")]
    public async Task No_other_request_takes_a_token_from_its_query(string method, string path, string message)
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        foreach (string name in new[] { "baas_at", "stitch_at" })
            (await app.Server.SendAsync(method, $"{path}?{name}={login.AccessToken}", json: method == "GET" ? null : "{}")).AssertError(401, null, message);
    }

    [Theory]
    [InlineData("baas_at")]
    [InlineData("stitch_at")]
    [InlineData("BAAS_AT")]
    [InlineData("baas%5Fat")]
    public async Task Functions_do_not_see_it(string name)
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        using (WatchClient stream = await WatchClient.OpenAsync(app.Server, Path("baas_request", $"a=1&{name}={login.AccessToken}&b=2", "asked"), null))
        {
            await AssertToldAsync(stream, "asked");
        }

        string told = app.Server.Log.Entries.Last(entry => entry.Contains("QUERY baas_request", StringComparison.Ordinal));
        Assert.Contains("&a=1&b=2", told, StringComparison.Ordinal);
        WireReply called = await app.Server.SendAsync(
            "POST", $"/app/{WatchedApp.Id}/functions/call?a=1&{name}={login.AccessToken}&b=%20&c", login.AccessToken, "{\"name\":\"query\"}");
        Assert.Equal("a=1&b=%20&c", called.Json.GetString());
        Assert.DoesNotContain(app.Server.Log.Entries, entry => entry.Contains(login.AccessToken, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_log_shows_it_however_much_is_logged()
    {
        using AppFolder folder = DocumentApp.Create();
        await using RunningServer server = await RunningServer.StartAsync(
            folder.Path, System.IO.Path.Combine(folder.Path, "data"), new Dictionary<string, string>
            {
                ["Logging__LogLevel__Default"] = "Debug",
                ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Debug",
                ["Logging__Console__LogLevel__Default"] = "Debug",
                ["Logging__Console__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Debug",
            });
        WireLogin login = await server.LogInAsync("anon-user", "{}", DocumentApp.Id);
        string path = WatchClient.Path(DocumentApp.Id, "items");
        using (await WatchClient.OpenAsync(server, $"{path}&baas_at={login.AccessToken}", null))
        {
        }
        await server.SendAsync("GET", $"{path}&stitch_at={login.AccessToken}&stitch_validate=true");
        await server.SendAsync("GET", $"/nowhere?baas_at={login.AccessToken}");
        string log = (await server.StopAsync()).Error;
        Assert.Contains("debug", log, StringComparison.Ordinal);
        Assert.DoesNotContain(login.AccessToken, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("items", "", 204)]
    [InlineData("items", ",\"ids\":[1],\"useCompactEvents\":true", 204)]
    [InlineData("items", ",\"filter\":{\"$who\":1}", 400)]
    [InlineData("items", ",\"resumeAfter\":{\"_data\":\"zz\"}", 400)]
    [InlineData("", "", 400)]
    public async Task A_request_to_validate_is_checked_and_answered_and_ends(string collection, string arguments, int status)
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        string path = WatchClient.Path(WatchedApp.Id, collection, arguments, "stitch_request");
        WireReply reply = await app.Server.SendAsync("GET", $"{path}&stitch_at={login.AccessToken}&stitch_validate=true");
        Assert.Equal(status, (int)reply.Status);
        if (status == 204) Assert.Equal(("", null), (reply.Text, reply.ContentType));
        (await app.Server.SendAsync("GET", path + "&stitch_validate=true")).AssertError(401, null, "unauthorized");
    }

    [Fact]
    public async Task Validation_is_asked_for_by_true_alone()
    {
        WireLogin login = await app.Server.LogInAsync("anon-user");
        using WatchClient stream = await WatchClient.OpenAsync(app.Server, Path("stitch_request", $"stitch_at={login.AccessToken}&stitch_validate=false"), null);
        await AssertToldAsync(stream);
    }

    private async Task AssertToldAsync(WatchClient stream, string collection = "items")
    {
        string id = Guid.NewGuid().ToString();
        await app.InsertAsync(collection, new BsonDocument("_id", id));
        BsonValue told;
        while ((told = (await stream.ReadAsync())["documentKey"]["_id"]) != id) Assert.IsType<BsonString>(told);
    }

    private static string Path(string request, string query, string collection = "items") => $"{WatchClient.Path(WatchedApp.Id, collection, "", request)}&{query}";
}
