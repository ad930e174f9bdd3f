using System;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Settings;
using AppServices.Tests.Push;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Push messages, as operators make and send them (admin-api 5.5, app-folder 9).</summary>
public sealed class PushTests : IAsyncLifetime
{
    private const string Path = "/push/notifications";

    private GoogleServer? _google;
    private AppServerFixture? _server;

    private AppServerFixture Server => _server!;

    private GoogleServer Google => _google!;

    public async ValueTask InitializeAsync()
    {
        _google = await GoogleServer.StartAsync();
        _server = await AppServerFixture.StartAsync(options => options with
        {
            Settings = options.Settings with
            {
                Push = new PushSettings { Url = new Uri(Google.Address) },
                OutgoingHttp = options.Settings.OutgoingHttp with { Allowed = [IPNetwork.Parse("127.0.0.0/8")] },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Google.DisposeAsync();
    }

    [Fact]
    public async Task A_message_is_made_changed_sent_to_its_topic_and_deleted()
    {
        AdminClient admin = await AdminClient.SignInAsync(Server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        await AddServiceAsync(admin, app, Google.Account());
        WireReply made = await admin.ExpectAsync(201, "POST", app + Path, Message("first"));
        Assert.Equal(("draft", app["/apps/".Length..], "first"), (made.String("state"), made.String("appID"), made.String("label")));
        string path = $"{app}{Path}/{made.String("_id")}";
        Assert.Equal("second", (await admin.ExpectAsync(200, "PUT", path, Message("second"))).String("label"));
        Assert.Equal("draft", (await admin.ExpectAsync(200, "PUT", path + "/type", """{"type":"draft"}""")).String("state"));
        Assert.Empty(Google.Messages);
        await admin.ExpectAsync(200, "POST", path + "/send");
        JsonNode sent = Assert.Single(Google.Messages);
        Assert.Equal("""{"message":{"topic":"news","notification":{"body":"Hello"}}}""", sent.ToJsonString());
        WireReply known = await admin.ExpectAsync(200, "GET", path);
        Assert.Equal("sent", known.String("state"));
        Assert.NotEmpty(known.String("sent"));
        foreach ((string method, string end, string? json) in ((string, string, string?)[])[("POST", "/send", null), ("PUT", "", Message("x"))])
            Assert.Contains("sent already", (await admin.ExpectAsync(400, method, path + end, json)).String("error"), StringComparison.Ordinal);
        Assert.Equal("sent", (await admin.ExpectAsync(201, "POST", app + Path, Message("at once", "sent"))).String("state"));
        string later = (await admin.ExpectAsync(201, "POST", app + Path, Message("later"))).String("_id");
        foreach ((string query, int count) in ((string, int)[])[("", 3), ("?state=draft", 1), ("?state=sent", 2)])
            Assert.Equal(count, (await admin.ExpectAsync(200, "GET", app + Path + query)).Json.GetArrayLength());

        Google.Status = 403;
        WireReply refused = await admin.ExpectAsync(400, "POST", $"{app}{Path}/{later}/send");
        Assert.Equal("GCMError", refused.String("error_code"));
        Assert.Contains("403", refused.String("error"), StringComparison.Ordinal);
        Assert.Contains("not yours", refused.String("error"), StringComparison.Ordinal);
        Assert.Equal("draft", (await admin.ExpectAsync(200, "GET", $"{app}{Path}/{later}")).String("state"));
        Assert.Single((await admin.ExpectAsync(200, "GET", $"{app}/logs?type=PUSH&errors_only")).Json.GetProperty("logs").EnumerateArray());
        Assert.DoesNotContain(Server.Log.Entries, entry => entry.Contains("PRIVATE KEY", StringComparison.Ordinal));

        await admin.ExpectAsync(204, "DELETE", path);
        foreach ((string method, string end, string? json) in ((string, string, string?)[])[("GET", "", null), ("DELETE", "", null), ("POST", "/send", null), ("PUT", "", Message("x"))])
            await admin.ExpectAsync(404, method, path + end, json);
        (string other, _) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(404, "GET", $"{other}{Path}/{later}");
    }

    [Fact]
    public async Task What_cannot_be_sent_says_what_is_missing()
    {
        AdminClient admin = await AdminClient.SignInAsync(Server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        await RefusedAsync("no service of type 'gcm'");
        string secret = await AddServiceAsync(admin, app, "AIzaOldKey");
        WireReply old = await RefusedAsync("is no service account");
        Assert.DoesNotContain("AIzaOldKey", old.Text, StringComparison.Ordinal);
        await admin.ExpectAsync(204, "PUT", $"{app}/secrets/{secret}", new JsonObject { ["name"] = "fcm", ["value"] = Google.Account("http://127.0.0.1:1/") }.ToJsonString());
        await RefusedAsync("was not sent");
        Assert.Empty(Google.Messages);
        Assert.All((await admin.ExpectAsync(200, "GET", app + Path)).Json.EnumerateArray(), message => Assert.Equal("draft", message.GetProperty("state").GetString()));

        foreach ((string field, string value) in ((string, string)[])[("label", "\"\""), ("topic", "\"a b\""), ("message", "1"), ("state", "\"gone\"")])
        {
            JsonNode wrong = JsonNode.Parse(Message("x"))!;
            wrong[field] = JsonNode.Parse(value);
            Assert.Contains(field == "topic" ? "a b" : field, (await admin.ExpectAsync(400, "POST", app + Path, wrong.ToJsonString())).String("error"), StringComparison.Ordinal);
        }
        AdminClient deployer = await AdminClient.SignInAsync(Server, OperatorRole.Deployer);
        await deployer.ExpectAsync(403, "POST", app + Path, Message("x"));

        async Task<WireReply> RefusedAsync(string reason)
        {
            WireReply reply = await admin.ExpectAsync(400, "POST", app + Path, Message("x", "sent"));
            Assert.Equal("GCMError", reply.String("error_code"));
            Assert.Contains(reason, reply.String("error"), StringComparison.Ordinal);
            return reply;
        }
    }

    private static string Message(string label, string state = "draft") =>
        $$"""{"label":"{{label}}","message":"Hello","topic":"news","state":"{{state}}"}""";

    private static async Task<string> AddServiceAsync(AdminClient admin, string app, string secret)
    {
        string id = (await admin.ExpectAsync(201, "POST", app + "/secrets", new JsonObject { ["name"] = "fcm", ["value"] = secret }.ToJsonString())).String("_id");
        await admin.ExpectAsync(201, "POST", app + "/services", """{"name":"gcm","type":"gcm","config":{"senderId":"1"},"secret_config":{"apiKey":"fcm"},"version":1}""");
        return id;
    }
}
