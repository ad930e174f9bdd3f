using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>Apps, drafts, deployments, exports and imports (admin-api 2, 3).</summary>
public sealed class AppsTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    /// <summary>A definition as the command-line tool sends it.</summary>
    internal const string Definition = """
        {
          "config_version": 20210101, "app_id": "other-abcde", "name": "other", "location": "IE", "deployment_model": "LOCAL", "environment": "qa",
          "environments": { "qa.json": { "values": { "host": "qa.example.com" } } },
          "values": [{ "name": "greeting", "value": "hello", "from_secret": false }, { "name": "hidden", "value": "__svc_key", "from_secret": true }],
          "auth": {
            "custom_user_data": { "enabled": false },
            "providers": { "anon-user": { "name": "anon-user", "type": "anon-user", "disabled": false }, "api-key": { "name": "api-key", "type": "api-key", "disabled": true } }
          },
          "functions": {
            "config": [{ "name": "greet", "private": false }, { "name": "util/add", "private": true }],
            "sources": {
              "greet.js": "exports = name => context.values.get('greeting') + ' ' + name + ' ' + context.values.get('hidden');",
              "util/add.js": "exports = (a, b) => a + b;"
            }
          },
          "triggers": [{ "name": "on login", "type": "AUTHENTICATION", "config": { "operation_type": "LOGIN", "providers": ["anon-user"] }, "function_name": "util/add", "disabled": true }],
          "data_sources": [{
            "config": { "name": "mongodb-atlas", "type": "mongodb-atlas", "config": { "clusterName": "Cluster0" } },
            "default_rule": { "roles": [{ "name": "all", "apply_when": {}, "read": true, "write": true }], "filters": [] },
            "rules": [{ "database": "db", "collection": "odd/name", "roles": [], "filters": [], "schema": { "title": "odd" }, "relationships": {} }]
          }],
          "services": [{ "config": { "name": "svc", "type": "http", "config": {} }, "rules": [{ "name": "all", "actions": ["get"] }] }],
          "endpoints": { "config": [{ "route": "/hi", "http_method": "GET", "function_name": "greet", "validation_method": "NO_VALIDATION", "respond_result": true }] },
          "secrets": { "auth_providers": {}, "services": { "svc": { "key": "s3cret" } } }
        }
        """;

    [Fact]
    public async Task An_app_is_made_listed_and_deleted()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        WireReply made = await admin.ExpectAsync(201, "POST", "/apps", """{"name":"t1","x":1}""");
        Assert.Matches("^t1-[a-z]{5}$", made.String("client_app_id"));
        Assert.Matches("^[0-9a-f]{24}$", made.String("_id"));
        Assert.Equal(("standard", "US-VA", "aws-us-east-1", "GLOBAL", "", admin.GroupId), (made.String("product"), made.String("location"),
            made.String("provider_region"), made.String("deployment_model"), made.String("environment"), made.String("group_id")));
        string path = "/apps/" + made.String("_id");
        Assert.Equal(made.String("client_app_id"), (await admin.ExpectAsync(200, "GET", path)).String("client_app_id"));
        foreach (string part in (string[])["deployments", "drafts"]) Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", $"{path}/{part}")).Text);
        Assert.Contains(made.String("_id"), await IdsAsync(admin, ""));
        Assert.Equal(200, (int)(await server.SendAsync("GET", $"/app/{made.String("client_app_id")}/location")).Status);
        Assert.Equal("qa", (await admin.ExpectAsync(200, "PUT", path + "/environment", """{"environment":"qa"}""")).String("environment"));
        await admin.ExpectAsync(400, "PUT", path + "/environment", """{"environment":"moon"}""");
        await admin.ExpectAsync(204, "DELETE", path);
        Assert.Equal("app not found", (await admin.ExpectAsync(404, "GET", path)).String("error"));
        Assert.Equal(404, (int)(await server.SendAsync("GET", $"/app/{made.String("client_app_id")}/location")).Status);
        Assert.False(Directory.Exists(Path.Combine(server.Data.Path, "apps", made.String("_id"))));
    }

    [Fact]
    public async Task The_triggers_app_is_only_in_the_list_of_its_product()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        string id = (await admin.ExpectAsync(201, "POST", "/apps?product=atlas", """
            {"name":"Triggers","template_id":"triggers","data_source":{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"C0"}}}
            """)).String("_id");
        Assert.DoesNotContain(id, await IdsAsync(admin, ""));
        Assert.Equal([id], await IdsAsync(admin, "?product=atlas"));
        WireReply description = await admin.ExpectAsync(200, "GET", $"/apps/{id}/description?product=atlas");
        Assert.Equal("C0", description.Json.GetProperty("data_sources")[0].GetProperty("data_source").GetString());
        await admin.ExpectAsync(400, "GET", "/apps?product=none");
    }

    [Theory]
    [InlineData("""{"name":"1t"}""")]
    [InlineData("""{"name":"a b"}""")]
    [InlineData("""{}""")]
    [InlineData("""{"name":"a","environment":"moon"}""")]
    [InlineData("""{"name":"a","template_id":"none"}""")]
    [InlineData("""{"name":"a","data_source":{"name":"../../x","type":"nothing"}}""")]
    [InlineData("""{"name":"a","data_source":{"name":"x","type":"nothing"}}""")]
    public async Task An_app_that_cannot_be_is_not_made(string json)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        await admin.ExpectAsync(400, "POST", "/apps", json);
    }

    [Fact]
    public async Task A_definition_is_imported_served_exported_and_the_same_again()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        Assert.True((await admin.ExpectAsync(200, "POST", path + "/import?strategy=replace-by-name&diff=true", Definition)).Json.GetArrayLength() > 5);
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", path + "/deployments")).Text);
        await admin.ExpectAsync(204, "POST", path + "/import?strategy=replace-by-name", Definition);
        Assert.Equal("hello Ann s3cret", await GreetAsync(appId));
        WireReply app = await admin.ExpectAsync(200, "GET", path);
        Assert.Equal(("t", "IE", "qa"), (app.String("name"), app.String("location"), app.String("environment")));
        Assert.Equal("[]", (await admin.ExpectAsync(200, "POST", path + "/import?diff=true", Definition)).Text);

        await admin.ExpectAsync(204, "POST", path + "/import", Definition.Replace("s3cret", "n3w", StringComparison.Ordinal));
        Assert.Equal("hello Ann n3w", await GreetAsync(appId));
        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        Assert.Single((await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.EnumerateArray());

        foreach (string query in (string[])["?version=20210101&source_control=true", "", "?template=true"])
        {
            (string name, byte[] zip) = await ExportAsync(admin, path + "/export" + query);
            Assert.Matches(@"^t_\d{14}\.zip$", name);
            Assert.DoesNotContain("s3cret", string.Concat(Texts(zip).Values), StringComparison.Ordinal);
            Assert.Equal(query.Contains("2021", StringComparison.Ordinal), Texts(zip).ContainsKey("realm_config.json"));
            Assert.Equal(query.Length == 0, Texts(zip).ContainsKey(".mdb/meta.json"));
            Assert.DoesNotContain(".mdb/ids.json", Texts(zip).Keys);
            Assert.Equal("[]", (await ImportZipAsync(admin, path + "/import?diff=true", zip)).Text);
            // It makes the same app elsewhere, under the name and ids of that one.
            (string other, string otherId) = await CreateAsync(admin);
            await admin.ExpectAsync(201, "POST", other + "/secrets", """{"name":"__svc_key","value":"other"}""");
            Assert.Equal(204, (int)(await ImportZipAsync(admin, other + "/import", zip)).Status);
            Assert.Equal("hello Ann other", await GreetAsync(otherId));
        }

        JsonNode pulled = JsonNode.Parse((await admin.ExpectAsync(200, "GET", path + "/pull")).Text)!;
        Assert.Equal("odd/name", (string?)pulled["schemas"]![0]!["metadata"]!["collection"]);
        await admin.ExpectAsync(204, "PATCH", path + "/push", pulled.ToJsonString());
        Assert.Single((await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.EnumerateArray());
        pulled["values"]![0]!["value"] = "bye";
        await admin.ExpectAsync(204, "PATCH", path + "/push", pulled.ToJsonString());
        Assert.Equal("bye Ann s3cret", await GreetAsync(appId));
    }

    [Theory]
    [InlineData("exports = function () { ;", "functions/greet.js:1:")]
    [InlineData("1 + 1", "functions/greet.js:1:1")]
    public async Task A_broken_definition_changes_nothing_and_says_where(string source, string place)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        JsonNode broken = JsonNode.Parse(Definition)!;
        broken["functions"]!["sources"]!["greet.js"] = source;
        broken["secrets"]!["services"]!["svc"]!["key"] = "changed";
        WireReply refused = await admin.ExpectAsync(400, "POST", path + "/import", broken.ToJsonString());
        Assert.StartsWith(place, refused.String("error"), StringComparison.Ordinal);
        Assert.Equal("hello Ann s3cret", await GreetAsync(appId));
        Assert.Single((await admin.ExpectAsync(200, "GET", path + "/deployments")).Json.EnumerateArray());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"functions":{"sources":{"../../../x.js":"exports = () => 1"}}}""")]
    [InlineData("""{"functions":{"sources":{"x.sh":"exports = () => 1"}}}""")]
    [InlineData("""{"functions":{"sources":{".mdb/meta.json.js/../../x.js":"exports = () => 1"}}}""")]
    [InlineData("""{"values":[{"name":1}]}""")]
    [InlineData("""{"values":"no"}""")]
    [InlineData("""{"triggers":[{"name":"t","type":"DATABASE","config":{},"function_name":"none"}]}""")]
    [InlineData("""{"functions":{},"secrets":{"services":{"none":{"a":"b"}}}}""")]
    public async Task A_definition_that_is_none_is_a_bad_request(string json)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, _) = await CreateAsync(admin);
        await admin.ExpectAsync(400, "POST", path + "/import", json);
    }

    [Fact]
    public async Task An_archive_of_an_older_layout_becomes_the_newest()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        byte[] zip = Zip(
            ("app/stitch.json", """{"app_id":"old-abcde","config_version":20180301,"name":"old","security":{"allowed_request_origins":["https://a.example"]},"custom_user_data_config":{"enabled":false}}"""),
            ("app/auth_providers/anon-user.json", """{"id":"1","name":"anon-user","type":"anon-user","disabled":false}"""),
            ("app/functions/greet/config.json", """{"id":"2","name":"greet","private":false}"""),
            ("app/functions/greet/source.js", "exports = name => 'old ' + name;"),
            ("app/services/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"C0"}}"""),
            ("app/services/mongodb-atlas/rules/db.c.d.json", """{"database":"db","collection":"c.d","roles":[],"schema":{"title":"c"}}"""));
        Assert.Equal(204, (int)(await ImportZipAsync(admin, path + "/import", zip)).Status);
        Assert.Equal("old Ann", await GreetAsync(appId));
        Assert.Equal("greet", Assert.Single((await admin.ExpectAsync(200, "GET", path + "/functions")).Json.EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("""["https://a.example"]""", (await admin.ExpectAsync(200, "GET", path + "/security/allowed_request_origins")).Text);
        Assert.Equal("c.d", (await admin.ExpectAsync(200, "GET", path + "/schemas")).Json[0].GetProperty("metadata").GetProperty("collection").GetString());
        Dictionary<string, string> exported = Texts((await ExportAsync(admin, path + "/export?template=true")).Zip);
        Assert.Equal(
            ["auth/custom_user_data.json", "auth/providers.json", "data_sources/mongodb-atlas/config.json", "data_sources/mongodb-atlas/db/c.d/rules.json",
                "data_sources/mongodb-atlas/db/c.d/schema.json", "functions/config.json", "functions/greet.js", "root_config.json"], exported.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("[]", (await ImportZipAsync(admin, path + "/import?diff=true", zip)).Text);
    }

    [Fact]
    public async Task A_definition_of_the_older_formats_is_imported()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import?strategy=replace-by-name", """
            {
              "config_version": 20200603, "name": "old", "security": { "allowed_request_origins": ["https://a.example"] }, "custom_user_data_config": { "enabled": false },
              "auth_providers": [{ "id": "1", "name": "anon-user", "type": "anon-user", "disabled": false }],
              "functions": [{ "config": { "id": "2", "name": "greet", "private": false }, "source": "exports = name => 'older ' + name;" }],
              "services": [
                { "config": { "name": "mongodb-atlas", "type": "mongodb-atlas", "config": {}, "secret_config": {} }, "rules": [{ "database": "db", "collection": "c", "roles": [], "schema": { "title": "c" } }] },
                { "config": { "name": "http", "type": "http", "config": {} }, "incoming_webhooks": [{ "config": { "name": "hook" }, "source": "exports = () => 1" }], "rules": [] }
              ],
              "triggers": [], "values": [], "secrets": { "auth_providers": {}, "services": { "mongodb-atlas": { "uri": "x" } } }
            }
            """);
        Assert.Equal("older Ann", await GreetAsync(appId));
        Assert.Equal(2, (await admin.ExpectAsync(200, "GET", path + "/services")).Json.GetArrayLength());
        Assert.Single((await admin.ExpectAsync(200, "GET", path + "/schemas")).Json.EnumerateArray());
        Assert.Equal("__mongodb-atlas_uri", (await admin.ExpectAsync(200, "GET", path + "/secrets")).Json[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("../../evil.txt")]
    [InlineData("functions/../../../evil.js")]
    public async Task An_archive_writes_nothing_elsewhere(string name)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, _) = await CreateAsync(admin);
        byte[] zip = Zip(("root_config.json", """{"name":"x"}"""), (name, "x"));
        Assert.Equal(400, (int)(await ImportZipAsync(admin, path + "/import", zip)).Status);
        Assert.Equal(400, (int)(await ImportZipAsync(admin, path + "/import", [1, 2, 3])).Status);
        Assert.Equal(400, (int)(await ImportZipAsync(admin, path + "/import", Zip(("a.txt", "a")))).Status);
    }

    [Fact]
    public async Task A_draft_takes_what_its_operator_changes_until_it_is_deployed()
    {
        AdminClient admin = await AdminClient.SignInAsync(server), other = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        WireReply draft = await admin.ExpectAsync(201, "POST", path + "/drafts");
        Assert.Equal("DraftAlreadyExists", (await admin.ExpectAsync(409, "POST", path + "/drafts", "{}")).String("error_code"));
        Assert.Equal(draft.String("_id"), Assert.Single((await admin.ExpectAsync(200, "GET", path + "/drafts")).Json.EnumerateArray()).GetProperty("_id").GetString());
        Assert.Equal("[]", (await other.ExpectAsync(200, "GET", path + "/drafts")).Text);
        string draftPath = $"{path}/drafts/{draft.String("_id")}";
        Assert.Equal(0, (await admin.ExpectAsync(200, "GET", draftPath + "/diff")).Json.GetProperty("diffs").GetArrayLength());
        await other.ExpectAsync(404, "GET", draftPath + "/diff");

        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        Assert.Contains(
            (await admin.ExpectAsync(200, "GET", draftPath + "/diff")).Json.GetProperty("diffs").EnumerateArray(),
            text => text.GetString()!.Contains("+++ functions/greet.js\n+exports", StringComparison.Ordinal));
        Assert.Equal(404, (int)(await server.PostLoginAsync("anon-user", appId: appId)).Status);
        await other.ExpectAsync(200, "PUT", path + "/environment", """{"environment":"testing"}""");

        WireReply deployed = await admin.ExpectAsync(201, "POST", draftPath + "/deployment");
        Assert.Equal("created", deployed.String("status"));
        WireReply failed = await admin.ExpectAsync(200, "GET", $"{path}/deployments/{deployed.String("_id")}");
        Assert.Equal("failed", failed.String("status"));
        Assert.Contains("root_config.json", failed.String("status_error_message"), StringComparison.Ordinal);

        await admin.ExpectAsync(204, "DELETE", draftPath);
        await admin.ExpectAsync(404, "DELETE", draftPath);
        draftPath = $"{path}/drafts/{(await admin.ExpectAsync(201, "POST", path + "/drafts", "{}")).String("_id")}";
        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        deployed = await admin.ExpectAsync(201, "POST", draftPath + "/deployment", """{"name":"x"}""");
        Assert.Equal("successful", (await admin.ExpectAsync(200, "GET", $"{path}/deployments/{deployed.String("_id")}")).String("status"));
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", path + "/drafts")).Text);
        Assert.Equal("hello Ann s3cret", await GreetAsync(appId));
    }

    [Fact]
    public async Task Two_who_change_different_files_both_deploy()
    {
        AdminClient admin = await AdminClient.SignInAsync(server), other = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        string draft = (await admin.ExpectAsync(201, "POST", path + "/drafts")).String("_id");
        JsonNode changed = JsonNode.Parse(Definition)!;
        changed["values"]![0]!["value"] = "hi";
        await admin.ExpectAsync(204, "POST", path + "/import", changed.ToJsonString());
        changed = JsonNode.Parse(Definition)!;
        changed["functions"]!["sources"]!["greet.js"] = "exports = name => context.values.get('greeting') + ', ' + name;";
        await other.ExpectAsync(204, "POST", path + "/import", changed.ToJsonString());
        Assert.Equal("hello, Ann", await GreetAsync(appId));
        await admin.ExpectAsync(201, "POST", $"{path}/drafts/{draft}/deployment");
        Assert.Equal("hi, Ann", await GreetAsync(appId));
    }

    [Fact]
    public async Task An_earlier_deployment_is_deployed_again()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string path, string appId) = await CreateAsync(admin);
        await admin.ExpectAsync(204, "POST", path + "/import", Definition);
        await admin.ExpectAsync(204, "POST", path + "/import", Definition.Replace("hello", "bye", StringComparison.Ordinal));
        Assert.Equal("bye Ann s3cret", await GreetAsync(appId));
        string first = Deployments(await admin.ExpectAsync(200, "GET", path + "/deployments"))[^1];
        await admin.ExpectAsync(204, "POST", $"{path}/deployments/{first}/redeploy");
        Assert.Equal("hello Ann s3cret", await GreetAsync(appId));
        string[] now = Deployments(await admin.ExpectAsync(200, "GET", path + "/deployments"));
        Assert.Equal((3, first), (now.Length, now[^1]));
        Assert.Contains("hello", Texts((await ExportAsync(admin, $"{path}/export?deployment={first}")).Zip)["values/greeting.json"], StringComparison.Ordinal);
        Assert.Equal("DeploymentNotFound", (await admin.ExpectAsync(404, "POST", path + "/deployments/x/redeploy")).String("error_code"));
        await admin.ExpectAsync(400, "GET", path + "/export?version=20180301");
    }

    [Fact]
    public async Task An_app_of_a_folder_is_read_and_not_changed()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        JsonElement app = (await admin.ExpectAsync(200, "GET", "/apps")).Json.EnumerateArray()
            .Single(app => app.GetProperty("client_app_id").GetString() == AppServerFixture.QuickstartAppId);
        string path = $"/apps/{app.GetProperty("_id").GetString()}";
        Assert.Contains("root_config.json", Texts((await ExportAsync(admin, path + "/export")).Zip).Keys);
        foreach ((string method, string part, string? json) in ((string, string, string?)[])
            [("POST", "/drafts", null), ("POST", "/import", Definition), ("PUT", "/environment", """{"environment":"qa"}"""), ("DELETE", "", null)])
            Assert.Contains("served from a folder", (await admin.ExpectAsync(403, method, path + part, json)).String("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_may_what_it_lists()
    {
        AdminClient owner = await AdminClient.SignInAsync(server), reader = await AdminClient.SignInAsync(server, OperatorRole.ReadOnly),
            deployer = await AdminClient.SignInAsync(server, OperatorRole.Deployer);
        (string path, _) = await CreateAsync(owner);
        await reader.ExpectAsync(200, "GET", path);
        await reader.ExpectAsync(200, "GET", path + "/export");
        foreach ((string method, string part) in ((string, string)[])
            [("POST", "/import"), ("POST", "/drafts"), ("DELETE", ""), ("PUT", "/environment"), ("PATCH", "/push")])
            await reader.ExpectAsync(403, method, path + part, "{}");
        await deployer.ExpectAsync(204, "POST", path + "/import", Definition);
        await deployer.ExpectAsync(403, "POST", "/apps", """{"name":"x"}""");
        await deployer.ExpectAsync(403, "DELETE", path);
        Assert.Equal(404, (int)(await AdminClient.SendAsync(server, "GET", "/groups/000000000000000000000000/apps", owner.AccessToken)).Status);
        Assert.Equal(401, (int)(await AdminClient.SendAsync(server, "GET", $"/groups/{owner.GroupId}/apps")).Status);
    }

    /// <summary>An app of a test's own: its path, and its client app id.</summary>
    internal static async Task<(string Path, string AppId)> CreateAsync(AdminClient admin)
    {
        WireReply made = await admin.ExpectAsync(201, "POST", "/apps", """{"name":"t"}""");
        return ("/apps/" + made.String("_id"), made.String("client_app_id"));
    }

    private static async Task<string[]> IdsAsync(AdminClient admin, string query) =>
        [.. (await admin.ExpectAsync(200, "GET", "/apps" + query)).Json.EnumerateArray().Select(app => app.GetProperty("_id").GetString()!)];

    private static string[] Deployments(WireReply reply) =>
        [.. reply.Json.EnumerateArray().Select(deployment => deployment.GetProperty("_id").GetString()!)];

    private async Task<string?> GreetAsync(string appId)
    {
        WireLogin login = await server.LogInAsync(appId: appId);
        return (await server.CallAsync(login.AccessToken, "greet", """["Ann"]""", appId)).Json.GetString();
    }

    private async Task<(string Name, byte[] Zip)> ExportAsync(AdminClient admin, string path)
    {
        using HttpRequestMessage request = Request(admin, HttpMethod.Get, path);
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return (response.Content.Headers.ContentDisposition!.FileName!.Trim('"'),
            await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private async Task<WireReply> ImportZipAsync(AdminClient admin, string path, byte[] zip)
    {
        using HttpRequestMessage request = Request(admin, HttpMethod.Post, path);
        request.Content = new ByteArrayContent(zip) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } };
        return await server.SendAsync(request);
    }

    private static HttpRequestMessage Request(AdminClient admin, HttpMethod method, string path) =>
        new(method, $"{AdminClient.Api}/groups/{admin.GroupId}{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", admin.AccessToken) } };

    private static Dictionary<string, string> Texts(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var text = new StreamReader(entry.Open());
            return text.ReadToEnd();
        });
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        var made = new MemoryStream();
        using (var archive = new ZipArchive(made, ZipArchiveMode.Create))
        {
            foreach ((string name, string text) in files)
            {
                using var entry = new StreamWriter(archive.CreateEntry(name).Open());
                entry.Write(text);
            }
        }
        return made.ToArray();
    }
}
