using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Admin;

/// <summary>The objects of a definition one by one (admin-api 4).</summary>
public sealed class ObjectsTests(AppServerFixture server) : IClassFixture<AppServerFixture>
{
    /// <summary>Each kind: its path, a new object, a change of it, the method and status of a change, and those of its end.</summary>
    public static TheoryData<string, string, string, string, int, int> Kinds => new()
    {
        { "functions", """{"name":"g/h","source":"exports = () => 1","private":true}""", """{"name":"g/i","source":"exports = () => 2"}""", "PUT", 204, 200 },
        { "values", """{"name":"v","value":{"$numberInt":"1"}}""", """{"name":"w","value":[1],"private":true}""", "PUT", 204, 204 },
        { "environment_values", """{"name":"e","values":{"qa":1}}""", """{"name":"e2","values":{"none":2}}""", "PUT", 200, 204 },
        { "auth_providers", """{"type":"anon-user"}""", """{"disabled":true}""", "PATCH", 204, 204 },
        {
            "endpoints", """{"route":"/e","http_method":"GET","function_id":"$F","validation_method":"NO_VALIDATION","respond_result":true,"disabled":false}""",
            """{"route":"/f","http_method":"POST","function_name":"f"}""", "PUT", 200, 200
        },
        {
            "triggers", """{"name":"s","type":"SCHEDULED","config":{"schedule":"0 0 1 1 *"},"function_id":"$F"}""",
            """{"name":"s2","type":"SCHEDULED","disabled":true,"config":{"schedule":"0 0 2 1 *"},"event_processors":{"FUNCTION":{"config":{"function_id":"$F"}}}}""",
            "PUT", 204, 200
        },
        {
            "triggers", """{"name":"a","type":"AUTHENTICATION","config":{"operation_type":"LOGIN","providers":["anon-user"]},"function_name":"f"}""",
            """{"name":"a","type":"AUTHENTICATION","config":{"operation_type":"CREATE","providers":["anon-user"]},"function_name":"f"}""", "PUT", 204, 200
        },
        {
            "triggers", """{"name":"d","type":"DATABASE","config":{"service_id":"$S","database":"db","collection":"c","operation_types":["INSERT"],"match":"{}"},"function_id":"$F"}""",
            """{"name":"d","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"db","operation_types":["INSERT"]},"function_id":"$F"}""",
            "PUT", 204, 200
        },
        { "services", """{"name":"h","type":"http","config":{},"version":1}""", """{"name":"h2"}""", "PATCH", 204, 204 },
        { "services", """{"name":"more","type":"mongodb","config":{"uri":"mongodb://x"}}""", """{"config":{"uri":"y"}}""", "PATCH", 204, 204 },
        {
            "services/$S/rules", """{"database":"db","collection":"c/d","roles":[{"name":"r","apply_when":{},"read":true}],"filters":[]}""",
            """{"database":"db","collection":"c2","roles":[]}""", "PUT", 204, 204
        },
        {
            "schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"db","collection":"s"},"schema":{"title":"s"},"relationships":{}}""",
            """{"metadata":{"data_source":"mongodb-atlas","database":"db","collection":"s"},"schema":{"title":"t"},"relationships":{"a":{"ref":"#/relationship/mongodb-atlas/db/c","foreign_key":"_id","is_list":false}}}""",
            "PUT", 204, 204
        },
        {
            "log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":["error"],"policy":{"type":"single"},"action":{"type":"function","name":"f"}}""",
            """{"log_types":["push"],"policy":{"type":"batch"}}""", "PATCH", 200, 204
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_object_is_made_read_changed_and_deleted(string kind, string made, string changed, string method, int changedStatus, int deletedStatus)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string function, string service) = await CreateAsync(admin);
        string path = $"{app}/{Fill(kind)}";
        int before = (await admin.ExpectAsync(200, "GET", path)).Json.GetArrayLength();
        WireReply created = await admin.ExpectAsync(kind == "schemas" ? 200 : 201, "POST", path, Fill(made));
        string id = created.String("_id");
        Assert.Matches("^[0-9a-f]{24}$", id);
        await admin.ExpectAsync(409, "POST", path, Fill(made));
        Assert.Equal(before + 1, (await admin.ExpectAsync(200, "GET", path)).Json.GetArrayLength());
        Assert.Contains(id, (await admin.ExpectAsync(200, "GET", path)).Json.EnumerateArray().Select(Id));
        AssertHas(Fill(made), (await admin.ExpectAsync(200, "GET", $"{path}/{id}")).Json);
        await admin.ExpectAsync(changedStatus, method, $"{path}/{id}", Fill(changed));
        WireReply now = await admin.ExpectAsync(200, "GET", $"{path}/{id}");
        AssertHas(Fill(changed), now.Json);
        // What a reply has can be sent back, and changes nothing.
        await admin.ExpectAsync(changedStatus, method, $"{path}/{id}", now.Text);
        AssertHas(Fill(changed), (await admin.ExpectAsync(200, "GET", $"{path}/{id}")).Json);
        if (kind is "auth_providers" or "log_forwarders")
        {
            await admin.ExpectAsync(204, "PUT", $"{path}/{id}/enable");
            Assert.False((await admin.ExpectAsync(200, "GET", $"{path}/{id}")).Json.GetProperty("disabled").GetBoolean());
            await admin.ExpectAsync(204, "PUT", $"{path}/{id}/disable");
            Assert.True((await admin.ExpectAsync(200, "GET", $"{path}/{id}")).Json.GetProperty("disabled").GetBoolean());
        }

        // The same definition deployed from elsewhere leaves ids alone.
        string pulled = (await admin.ExpectAsync(200, "GET", app + "/pull")).Text;
        await admin.ExpectAsync(204, "PATCH", app + "/push", pulled);
        await admin.ExpectAsync(200, "GET", $"{path}/{id}");
        WireReply deleted = await admin.ExpectAsync(deletedStatus, "DELETE", $"{path}/{id}");
        Assert.Equal(deletedStatus == 200 ? "{}" : "", deleted.Text);
        foreach ((string verb, string? json) in ((string, string?)[])[("GET", null), (method, Fill(changed)), ("DELETE", null)])
            await admin.ExpectAsync(404, verb, $"{path}/{id}", json);
        Assert.Equal(before, (await admin.ExpectAsync(200, "GET", path)).Json.GetArrayLength());

        string Fill(string text) => text.Replace("$F", function, StringComparison.Ordinal).Replace("$S", service, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("functions", """{"name":"x","source":"exports = () => {"}""", 400, "FunctionSyntaxError")]
    [InlineData("functions", """{"name":"../x","source":"exports = 1"}""", 400, "InvalidParameter")]
    [InlineData("functions", """{"name":"node_modules/x","source":"exports = () => 1"}""", 400, "InvalidParameter")]
    [InlineData("functions", """{"source":"exports = () => 1"}""", 400, "MissingParameter")]
    [InlineData("functions", """{"name":"f","source":"exports = () => 1"}""", 409, "FunctionDuplicateName")]
    [InlineData("functions", """{"name":"x","source":"exports = () => 1","run_as_user_id":"a","run_as_user_id_script_source":"exports = () => 'a'"}""", 400, "InvalidParameter")]
    [InlineData("values", """{"name":"a b","value":1}""", 400, "InvalidParameter")]
    [InlineData("values", """{"name":"x","value":"none","from_secret":true}""", 400, "BadRequest")]
    [InlineData("environment_values", """{"name":"x","values":{"moon":1}}""", 400, "BadRequest")]
    [InlineData("auth_providers", """{"type":"nothing"}""", 400, "BadRequest")]
    [InlineData("auth_providers", """{"type":"custom-function","config":{"authFunctionId":"000000000000000000000001"}}""", 400, "FunctionNotFound")]
    [InlineData("endpoints", """{"route":"/x","http_method":"GET","function_name":"none"}""", 400, "FunctionNotFound")]
    [InlineData("endpoints", """{"route":"/x","http_method":"FETCH","function_name":"f"}""", 400, "InvalidParameter")]
    [InlineData("triggers", """{"name":"x","type":"DATABASE","config":{"service_id":"000000000000000000000001","operation_types":["INSERT"]},"function_name":"f"}""", 400, "BadRequest")]
    [InlineData("triggers", """{"name":"x","type":"SCHEDULED","config":{"schedule":"never"},"function_name":"f"}""", 400, "BadRequest")]
    [InlineData("triggers", """{"name":"x","type":"SCHEDULED","config":{"schedule":"* * * * *"}}""", 400, "MissingParameter")]
    [InlineData("triggers", """{"name":"x","type":"OTHER","config":{},"function_name":"f"}""", 400, "BadRequest")]
    [InlineData("services", """{"name":"x"}""", 400, "MissingParameter")]
    [InlineData("schemas", """{"metadata":{"data_source":"none","database":"a","collection":"b"},"schema":{}}""", 400, "ServiceNotFound")]
    [InlineData("secrets", """{"name":"x"}""", 400, "MissingParameter")]
    [InlineData("secrets", """{"name":"a b","value":"x"}""", 400, "InvalidParameter")]
    [InlineData("functions", "[]", 400, "BadRequest")]
    public async Task An_object_that_cannot_be_changes_nothing(string kind, string json, int status, string code)
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _, _) = await CreateAsync(admin);
        string before = (await admin.ExpectAsync(200, "GET", app + "/pull")).Text;
        Assert.Equal(code, (await admin.ExpectAsync(status, "POST", $"{app}/{kind}", json)).String("error_code"));
        Assert.Equal(before, (await admin.ExpectAsync(200, "GET", app + "/pull")).Text);
    }

    // What cannot be, and what the error must say of it; $L is a name that is too long.
    private static readonly (string Kind, string Json, string Says)[] s_wrong =
    [
        ("endpoints", """{"route":"noslash","http_method":"GET","function_name":"f"}""", """noslash"""),
        ("endpoints", """{"route":"/a b","http_method":"GET","function_name":"f"}""", """route"""),
        ("endpoints", """{"route":"/a?b","http_method":"GET","function_name":"f"}""", """route"""),
        ("endpoints", """{"route":"/a/../b","http_method":"GET","function_name":"f"}""", """route"""),
        ("endpoints", """{"route":5,"http_method":"GET","function_name":"f"}""", """route"""),
        ("endpoints", """{"route":"/x","http_method":"GET","function_name":"f","validation_method":"NONE"}""", """SECRET_AS_QUERY_PARAM"""),
        ("endpoints", """{"route":"/x","http_method":"GET","function_name":"f","return_type":"XML"}""", """EJSON"""),
        ("endpoints", """{"route":"/x","http_method":"GET","function_name":"f","respond_result":"yes"}""", """respond_result"""),
        ("endpoints", """{"route":"/x","http_method":"FETCH","function_name":"f"}""", """FETCH"""),
        ("endpoints", """{"route":"/x","http_method":"GET"}""", """function_id"""),
        ("triggers", """{"name":"t","type":"SCHEDULED","config":{"schedule":"99 * * * *"},"function_name":"f"}""", """99"""),
        ("triggers", """{"name":"t","type":"SCHEDULED","config":{"schedule":5},"function_name":"f"}""", """schedule"""),
        ("triggers", """{"name":"t","type":"SCHEDULED","config":{},"function_name":"f"}""", """schedule"""),
        ("triggers", """{"name":"t","type":"SCHEDULED","config":{"schedule":"* * * * *"},"function_name":"f","disabled":"no"}""", """disabled"""),
        ("triggers", """{"name":"a/b","type":"SCHEDULED","config":{"schedule":"* * * * *"},"function_name":"f"}""", """name"""),
        ("triggers", """{"name":"$L","type":"SCHEDULED","config":{"schedule":"* * * * *"},"function_name":"f"}""", """128"""),
        ("triggers", """{"name":"t","type":"SCHEDULED","config":"x","function_name":"f"}""", """config"""),
        ("triggers", """{"name":"t","type":"AUTHENTICATION","config":{"operation_type":"LOGIN","providers":["nonsense"]},"function_name":"f"}""", """nonsense"""),
        ("triggers", """{"name":"t","type":"AUTHENTICATION","config":{"operation_type":"LOGIN"},"function_name":"f"}""", """providers"""),
        ("triggers", """{"name":"t","type":"AUTHENTICATION","config":{"operation_type":"LOGIN","providers":"anon-user"},"function_name":"f"}""", """providers"""),
        ("triggers", """{"name":"t","type":"AUTHENTICATION","config":{"operation_type":"JUMP","providers":["anon-user"]},"function_name":"f"}""", """LOGIN"""),
        ("triggers", """{"name":"t","type":"AUTHENTICATION","config":{"providers":["anon-user"]},"function_name":"f"}""", """operation_type"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT","JUMP"],"x":1},"function_name":"f"}""", """JUMP"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT","CREATE_COLLECTION"],"x":1},"function_name":"f"}""", """CREATE_COLLECTION"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","x":1},"function_name":"f"}""", """operation_types"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"match":5},"function_name":"f"}""", """match"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"match":"["},"function_name":"f"}""", """match"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"match":{"$jump":1}},"function_name":"f"}""", """$jump"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"project":[1]},"function_name":"f"}""", """project"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"full_document":"x"},"function_name":"f"}""", """full_document"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"unordered":false},"function_name":"f","event_processors":{"QUEUE":{}}}""", """AWS_EVENTBRIDGE"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"unordered":false},"function_name":"f","event_processors":{"AWS_EVENTBRIDGE":{"config":{"account_id":"1"}}}}""", """region"""),
        ("triggers", """{"name":"t","type":"DATABASE","config":{"service_name":"mongodb-atlas","database":"d","collection":"c","operation_types":["INSERT"],"unordered":false},"function_name":"f","error_handler":{"config":{"enabled":true,"function_name":"none"}}}""", """none"""),
        ("functions", """{"name":"$L","source":"exports = () => 1"}""", """100"""),
        ("functions", """{"name":"x","source":5}""", """source"""),
        ("functions", """{"name":"x","source":"exports = () => 1","private":"x"}""", """private"""),
        ("functions", """{"name":"x","source":"exports = () => 1","can_evaluate":{"%%nope":1}}""", """%%nope"""),
        ("values", """{"name":"x"}""", """value"""),
        ("values", """{"name":5,"value":1}""", """name"""),
        ("values", """{"name":"x","value":1,"from_secret":"x"}""", """from_secret"""),
        ("environment_values", """{"name":"a b","values":{}}""", """a b"""),
        ("environment_values", """{"name":"x","values":5}""", """values"""),
        ("secrets", """{"name":"x","value":5}""", """value"""),
        ("services", """{"name":"y","type":"nonsense","config":{}}""", """mongodb-atlas"""),
        ("services", """{"name":"a/b","type":"http","config":{}}""", """name"""),
        ("services", """{"name":"y","type":"mongodb-atlas","config":5}""", """config"""),
        ("services", """{"name":"y","type":"mongodb-atlas","config":{"clusterName":5}}""", """clusterName"""),
        ("services", """{"name":"y","type":"mongodb-atlas","config":{"readPreference":"near"}}""", """nearest"""),
        ("services", """{"name":"y","type":"http","version":"x","config":{}}""", """version"""),
        ("services/$S/rules", """{"database":"a.b","collection":"c"}""", """a.b"""),
        ("services/$S/rules", """{"database":"d","collection":"$c"}""", """$c"""),
        ("services/$S/rules", """{"database":"d"}""", """collection"""),
        ("services/$S/rules", """{"database":"d","collection":"c","roles":5}""", """roles"""),
        ("services/$S/rules", """{"database":"d","collection":"c","roles":[{"apply_when":{}}]}""", """name"""),
        ("services/$S/rules", """{"database":"d","collection":"c","roles":[{"name":"r","apply_when":{},"read":"x"}]}""", """read"""),
        ("services/$S/rules", """{"database":"d","collection":"c","filters":[5]}""", """filters"""),
        ("services/$S/default_rule", """{"roles":[{"name":"r","apply_when":{"%%nope":1}}]}""", """%%nope"""),
        ("services/$H/rules", """{"name":"r","actions":["jump"]}""", """get, post"""),
        ("services/$H/rules", """{"name":"r","actions":["get"],"when":5}""", """when"""),
        ("services/$H/incoming_webhooks", """{"name":"w","function_source":"exports = ("}""", """source.js"""),
        ("services/$H/incoming_webhooks", """{"name":"w","function_source":"exports = () => 1","options":{"validationMethod":"jump"}}""", """jump"""),
        ("schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"s"},"schema":{"bsonType":"jump"}}""", """jump"""),
        ("schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"s"},"schema":{"properties":5}}""", """properties"""),
        ("schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"s"},"schema":{},"relationships":{"a":5}}""", """'a'"""),
        ("schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"s"},"schema":{},"relationships":{"a":{"ref":"items","foreign_key":"_id"}}}""", """#/relationship"""),
        ("schemas", """{"metadata":{"data_source":"mongodb-atlas","database":"d","collection":"s"},"schema":{},"relationships":{"a":{"ref":"#/relationship/mongodb-atlas/d/c"}}}""", """foreign_key"""),
        ("auth_providers", """{"type":"custom-function","config":{"authFunctionName":"none"}}""", """none"""),
        ("auth_providers", """{"type":"local-userpass","config":{"autoConfirm":"x"}}""", """autoConfirm"""),
        ("auth_providers", """{"type":"anon-user","metadata_fields":5}""", """metadata_fields"""),
        ("auth_providers", """{"type":"anon-user","disabled":"x"}""", """disabled"""),
        ("log_forwarders", """{"name":"l","log_types":["jump"],"log_statuses":["error"],"policy":{"type":"single"},"action":{"type":"function","name":"f"}}""", """jump"""),
        ("log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":5,"policy":{"type":"single"},"action":{"type":"function","name":"f"}}""", """log_statuses"""),
        ("log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":["error"],"policy":{"type":"all"},"action":{"type":"function","name":"f"}}""", """batch"""),
        ("log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":["error"],"action":{"type":"function","name":"f"}}""", """policy"""),
        ("log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":["error"],"policy":{"type":"single"},"action":{"type":"jump","name":"f"}}""", """collection"""),
        ("log_forwarders", """{"name":"l","log_types":["auth"],"log_statuses":["error"],"policy":{"type":"single"},"action":{"type":"function","name":"none"}}""", """none"""),
        ("PATCH custom_user_data", """{"database_name":5}""", """database_name"""),
        ("PATCH custom_user_data", """{"enabled":true}""", """custom_user_data"""),
        ("POST security/allowed_request_origins", """["https://x/"]""", """https://x/"""),
        ("POST security/allowed_request_origins", """["https://u:p@x"]""", """origin"""),
        ("POST security/allowed_request_origins", """[null]""", """null"""),
        ("POST data_api/config", """{"versions":["v9"]}""", """v1"""),
        ("PATCH deploy/config", """{"automatic_deployment":5}""", """automatic_deployment"""),
        ("PATCH services/$S/config", """{"clusterName":5}""", """clusterName"""),
        ("PUT environment", """{"environment":"moon"}""", """moon"""),
    ];

    // Files cannot have these: their names and places say it, nobody reads them, or they are no files at all.
    private static readonly string[] s_ofTheApiAlone =
        ["secrets", "PATCH deploy/config", """{"database":"d"}""", """["https://x/"]""", """{"name":"x","source":5}""",
            """{"name":"x","values":5}"""];

    [Fact]
    public void What_a_single_object_is_refused_for_is_said_of_files_too()
    {
        var silent = new List<string>();
        foreach ((string kind, string json, _) in s_wrong)
        {
            if (s_ofTheApiAlone.Contains(kind) || s_ofTheApiAlone.Contains(json)) continue;
            using AppFolder folder = FolderWith(kind, JsonNode.Parse(json.Replace("$L", new string('x', 129), StringComparison.Ordinal))!);
            if (!HasFindings(folder)) silent.Add($"{kind} {json}");
        }
        Assert.Empty(silent);
    }

    private static bool HasFindings(AppFolder folder)
    {
        try
        {
            AppDefinition app = folder.Read();
            return AppFinding.Of(app).Any() || app.Warnings.Count > 0;
        }
        catch (ConfigurationException)
        {
            return true;        // no app at all
        }
    }

    private static AppFolder FolderWith(string kind, JsonNode value)
    {
        const string Source = "data_sources/mongodb-atlas/";
        AppFolder folder = FolderReading.App(
            ("functions/f.js", "exports = () => 1;"), (Source + "config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}"""),
            (Source + "default_rule.json", """{"roles":[{"name":"all","apply_when":{},"read":true}]}"""),
            ("services/h/config.json", """{"name":"h","type":"http","config":{}}"""));
        string name = value is JsonObject { Count: > 0 } named && named["name"] is JsonValue text && text.TryGetValue(out string? given)
            ? given.Replace('/', '_')
            : "x";
        (string path, JsonNode content) = kind switch
        {
            "endpoints" => ("https_endpoints/config.json", new JsonArray(value)),
            "triggers" or "values" or "log_forwarders" => ($"{kind}/{name}.json", value),
            "functions" => ("functions/config.json", new JsonArray(value)),
            "environment_values" => (
                "environments/qa.json", new JsonObject { ["values"] = value["values"] is JsonObject ? new JsonObject { [name] = 1 } : 5 }),
            "services" => ($"{((string?)value["type"] == "mongodb-atlas" ? "data_sources" : "services")}/{name}/config.json", value),
            "services/$S/rules" => (Source + "d/c/rules.json", value),
            "services/$S/default_rule" => (Source + "default_rule.json", value),
            "services/$H/rules" => ("services/h/rules/r.json", value),
            "services/$H/incoming_webhooks" => ("services/h/incoming_webhooks/w/config.json", value),
            "schemas" => (Source + "d/s/schema.json", value["schema"]!),
            "auth_providers" => ("auth/providers.json", new JsonObject { [(string)value["type"]!] = value }),
            "PATCH custom_user_data" => ("auth/custom_user_data.json", value),
            "POST data_api/config" => ("https_endpoints/data_api_config.json", value),
            "PATCH services/$S/config" => (
                Source + "config.json", new JsonObject { ["name"] = "mongodb-atlas", ["type"] = "mongodb-atlas", ["config"] = value }),
            "POST security/allowed_request_origins" => (
                "root_config.json", new JsonObject { ["app_id"] = "test-abcde", ["name"] = "test", ["allowed_request_origins"] = value }),
            "PUT environment" => (
                "root_config.json", new JsonObject { ["app_id"] = "test-abcde", ["name"] = "test", ["environment"] = (string?)value["environment"] }),
            _ => throw new InvalidOperationException($"'{kind}' is no kind of objects that files have."),
        };
        if (kind == "functions") folder.Write($"functions/{name}.js", (string?)value["source"] ?? "");
        if (kind == "services/$H/incoming_webhooks") folder.Write("services/h/incoming_webhooks/w/source.js", (string?)value["function_source"] ?? "");
        if (kind == "schemas" && value["relationships"] is { } relationships) folder.Write(Source + "d/s/relationships.json", relationships.ToJsonString());
        return folder.Write(path, content.ToJsonString());
    }

    [Fact]
    public async Task What_is_wrong_in_an_object_is_refused_with_what_is_expected()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _, string service) = await CreateAsync(admin);
        string http = (await admin.ExpectAsync(201, "POST", app + "/services", """{"name":"h","type":"http","config":{}}""")).String("_id");
        string before = (await admin.ExpectAsync(200, "GET", app + "/pull")).Text;
        var accepted = new List<string>();
        foreach ((string kind, string json, string says) in s_wrong)
        {
            string[] parts = kind.Replace("$S", service, StringComparison.Ordinal).Replace("$H", http, StringComparison.Ordinal).Split(' ');
            WireReply reply = await admin.SendAsync(
                parts.Length > 1 ? parts[0] : "POST", $"{app}/{parts[^1]}", json.Replace("$L", new string('x', 129), StringComparison.Ordinal));
            if ((int)reply.Status != 400 || !reply.String("error").Contains(says, StringComparison.Ordinal))
                accepted.Add($"{kind} {json}: {(int)reply.Status} {reply.Text}");
        }
        Assert.Empty(accepted);
        Assert.Equal(before, (await admin.ExpectAsync(200, "GET", app + "/pull")).Text);
    }

    [Fact]
    public async Task A_new_app_has_the_api_key_provider_and_nothing_else()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _) = await AppsTests.CreateAsync(admin);
        foreach (string kind in (string[])["functions", "secrets", "values", "triggers", "services", "deployments", "drafts"])
            Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", $"{app}/{kind}")).Text);
        JsonElement provider = Assert.Single((await admin.ExpectAsync(200, "GET", app + "/auth_providers")).Json.EnumerateArray());
        Assert.Equal(("api-key", true), (provider.GetProperty("type").GetString(), provider.GetProperty("disabled").GetBoolean()));
        await admin.ExpectAsync(201, "POST", app + "/values", """{"name":"x","value":1}""");
        Assert.Single((await admin.ExpectAsync(200, "GET", app + "/deployments")).Json.EnumerateArray());
    }

    [Fact]
    public async Task A_function_that_gets_another_name_is_still_the_one_that_triggers_and_endpoints_call()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string function, _) = await CreateAsync(admin);
        string trigger = (await admin.ExpectAsync(
            201, "POST", app + "/triggers", $$"""{"name":"t","type":"SCHEDULED","config":{"schedule":"0 0 1 1 *"},"function_id":"{{function}}"}""")).String("_id");
        await admin.ExpectAsync(201, "POST", app + "/endpoints", $$"""{"route":"/e","http_method":"GET","function_id":"{{function}}"}""");
        await admin.ExpectAsync(204, "PUT", $"{app}/functions/{function}", """{"name":"other","source":"exports = () => 3"}""");
        JsonElement now = (await admin.ExpectAsync(200, "GET", $"{app}/triggers/{trigger}")).Json;
        Assert.Equal((function, "other"), (now.GetProperty("function_id").GetString(), now.GetProperty("function_name").GetString()));
        JsonElement processor = now.GetProperty("event_processors").GetProperty("FUNCTION").GetProperty("config");
        Assert.Equal((function, "other"), (processor.GetProperty("function_id").GetString(), processor.GetProperty("function_name").GetString()));
        Assert.Equal("other", (await admin.ExpectAsync(200, "GET", app + "/endpoints")).Json[0].GetProperty("function_name").GetString());
        // A trigger would have nothing to call.
        await admin.ExpectAsync(400, "DELETE", $"{app}/functions/{function}");

        string second = (await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"f","source":"exports = () => 4"}""")).String("_id");
        Assert.NotEqual(function, second);
        JsonNode body = JsonNode.Parse(now.GetRawText())!;
        body["function_id"] = second;
        await admin.ExpectAsync(204, "PUT", $"{app}/triggers/{trigger}", body.ToJsonString());
        Assert.Equal("f", (await admin.ExpectAsync(200, "GET", $"{app}/triggers/{trigger}")).String("function_name"));
    }

    [Fact]
    public async Task A_secret_is_written_and_never_read()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string clientAppId) = await AppsTests.CreateAsync(admin);
        string id = (await admin.ExpectAsync(201, "POST", app + "/secrets", """{"name":"key","value":"first"}""")).String("_id");
        await admin.ExpectAsync(409, "POST", app + "/secrets", """{"name":"key","value":"x"}""");
        await admin.ExpectAsync(201, "POST", app + "/values", """{"name":"shown","value":"key","from_secret":true}""");
        await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"show","source":"exports = () => context.values.get('shown')"}""");
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", """{"type":"anon-user"}""");
        WireLogin user = await server.LogInAsync(appId: clientAppId);
        Assert.Equal("first", (await server.CallAsync(user.AccessToken, "show", appId: clientAppId)).Json.GetString());
        await admin.ExpectAsync(204, "PUT", $"{app}/secrets/{id}", """{"name":"key","value":"second"}""");
        Assert.Equal("second", (await server.CallAsync(user.AccessToken, "show", appId: clientAppId)).Json.GetString());

        string other = (await admin.ExpectAsync(201, "POST", app + "/secrets", """{"name":"a","value":"third"}""")).String("_id");
        await admin.ExpectAsync(204, "PUT", $"{app}/secrets/{other}", """{"name":"b","value":""}""");
        Assert.Equal(
            $$"""[{"_id":"{{other}}","name":"b"},{"_id":"{{id}}","name":"key"}]""", (await admin.ExpectAsync(200, "GET", app + "/secrets")).Text);
        Assert.DoesNotContain("value", (await admin.ExpectAsync(200, "GET", app + "/values")).Text, StringComparison.Ordinal);
        Assert.Equal("secret not found: \"notFound\"", (await admin.ExpectAsync(404, "PUT", app + "/secrets/notFound", """{"name":"x","value":"y"}""")).String("error"));
        await admin.ExpectAsync(204, "DELETE", $"{app}/secrets/{other}");

        byte[] stored = await System.IO.File.ReadAllBytesAsync(System.IO.Path.Combine(server.Data.Path, "appservices.db-wal"), TestContext.Current.CancellationToken);
        Assert.True(stored.AsSpan().IndexOf("admin_secrets"u8) >= 0);
        Assert.True(stored.AsSpan().IndexOf("third"u8) < 0);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                System.IO.UnixFileMode.UserRead | System.IO.UnixFileMode.UserWrite,
                System.IO.File.GetUnixFileMode(System.IO.Path.Combine(server.Data.Path, "secrets.key")));
        }
        Assert.DoesNotContain(server.Log.Entries, entry => entry.Contains("third", StringComparison.Ordinal));
        Assert.Contains(server.Log.Entries, entry => entry.StartsWith("admin: key", StringComparison.Ordinal) && entry.Contains($"made secret 'a' of app '{clientAppId}'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_of_a_service_are_by_default_and_by_collection()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, _, string service) = await CreateAsync(admin);
        string path = $"{app}/services/{service}/default_rule";
        Assert.Equal("default rule does not exist on service", (await admin.ExpectAsync(404, "GET", path)).String("error"));
        const string Rule = """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true}],"filters":[]}""";
        WireReply made = await admin.ExpectAsync(201, "POST", path, Rule);
        Assert.Equal("default rule already exists", (await admin.ExpectAsync(400, "POST", path, Rule)).String("error"));
        await admin.ExpectAsync(204, "PUT", path, (await admin.ExpectAsync(200, "GET", path)).Text);
        Assert.Equal("service default rule id mismatch", (await admin.ExpectAsync(400, "PUT", path, """{"_id":"x","roles":[]}""")).String("error"));
        Assert.Equal(made.String("_id"), (await admin.ExpectAsync(200, "GET", path)).String("_id"));
        await admin.ExpectAsync(204, "DELETE", path);
        await admin.ExpectAsync(404, "DELETE", path);
        await admin.ExpectAsync(204, "PATCH", $"{app}/services/{service}/config", """{"readPreference":"nearest"}""");
        AssertHas("""{"clusterName":"C0","readPreference":"nearest"}""", (await admin.ExpectAsync(200, "GET", $"{app}/services/{service}/config")).Json);

        string http = (await admin.ExpectAsync(201, "POST", app + "/services", """{"name":"http","type":"http"}""")).String("_id");
        await admin.ExpectAsync(201, "POST", $"{app}/services/{http}/rules", """{"name":"r","actions":["get"]}""");
        await admin.ExpectAsync(201, "POST", $"{app}/services/{http}/incoming_webhooks", """{"name":"hook","function_source":"exports = () => 1","respond_result":true}""");
        AssertHas("""{"function_source":"exports = () => 1"}""", (await admin.ExpectAsync(200, "GET", $"{app}/services/{http}/incoming_webhooks")).Json[0]);
        await admin.ExpectAsync(400, "POST", $"{app}/services/{http}/default_rule", Rule);
    }

    [Fact]
    public async Task What_an_app_has_once_is_read_and_set()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string function, string service) = await CreateAsync(admin);
        await admin.ExpectAsync(204, "PATCH", app + "/custom_user_data", $$"""
            {"enabled":true,"mongo_service_id":"{{service}}","database_name":"db","collection_name":"users","user_id_field":"id","on_user_creation_function_id":"{{function}}"}
            """);
        AssertHas(
            $$"""{"enabled":true,"mongo_service_id":"{{service}}","mongo_service_name":"mongodb-atlas","on_user_creation_function_id":"{{function}}"}""",
            (await admin.ExpectAsync(200, "GET", app + "/custom_user_data")).Json);
        await admin.ExpectAsync(204, "POST", app + "/security/allowed_request_origins", """["https://a.example"]""");
        Assert.Equal("""["https://a.example"]""", (await admin.ExpectAsync(200, "GET", app + "/security/allowed_request_origins")).Text);
        await admin.ExpectAsync(400, "POST", app + "/security/allowed_request_origins", """["no"]""");
        await admin.ExpectAsync(204, "POST", app + "/security/allowed_request_origins", "[]");
        await admin.ExpectAsync(404, "GET", app + "/data_api/config");
        await admin.ExpectAsync(201, "POST", app + "/data_api/config", """{"disabled":false,"versions":["v1"]}""");
        await admin.ExpectAsync(204, "PATCH", app + "/data_api/config", """{"return_type":"EJSON"}""");
        AssertHas("""{"disabled":false,"return_type":"EJSON"}""", (await admin.ExpectAsync(200, "GET", app + "/data_api/config")).Json);
        await admin.ExpectAsync(204, "PUT", app + "/sync/config", """{"development_mode_enabled":true}""");
        await admin.ExpectAsync(204, "PATCH", app + "/deploy/config", """{"ui_drafts_disabled":true}""");
        AssertHas("""{"ui_drafts_disabled":true}""", (await admin.ExpectAsync(200, "GET", app + "/deploy/config")).Json);
        Assert.Equal("""["v1"]""", (await admin.ExpectAsync(200, "GET", app + "/data_api/versions")).Text);
    }

    [Fact]
    public async Task Sessions_of_an_app_last_as_long_as_its_operator_says()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string clientAppId) = await AppsTests.CreateAsync(admin);
        await admin.ExpectAsync(204, "PUT", app + "/security/refresh_token_expiration", """{"expiration_time_seconds":3600}""");
        Assert.Equal("""{"expiration_time_seconds":3600}""", (await admin.ExpectAsync(200, "GET", app + "/security/refresh_token_expiration")).Text);
        foreach (string seconds in (string[])["1799", "157680001", "\"3600\"", "null"])
            await admin.ExpectAsync(400, "PUT", app + "/security/refresh_token_expiration", $$"""{"expiration_time_seconds":{{seconds}}}""");
        await admin.ExpectAsync(201, "POST", app + "/auth_providers", """{"type":"local-userpass","config":{"autoConfirm":true}}""");
        await server.RegisterAsync("a@example.com", "correct horse", clientAppId);
        WireLogin login = await server.LogInAsync("local-userpass", WireRequests.EmailBody("a@example.com", "correct horse"), clientAppId);
        JsonElement claims = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(login.RefreshToken.Split('.')[1]));
        // It ends with the session, which began a little earlier.
        Assert.InRange(claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64(), 3540, 3600);
    }

    [Fact]
    public async Task A_suspended_trigger_is_seen_and_resumed()
    {
        AdminClient admin = await AdminClient.SignInAsync(server);
        (string app, string function, _) = await CreateAsync(admin);
        WireReply made = await admin.ExpectAsync(201, "POST", app + "/triggers", $$"""
            {"name":"t","type":"AUTHENTICATION","config":{"operation_type":"LOGIN","providers":["anon-user"]},"function_id":"{{function}}"}
            """);
        Assert.False(made.Json.GetProperty("suspended").GetBoolean());
        string path = $"{app}/triggers/{made.String("_id")}", appId = (await admin.ExpectAsync(200, "GET", app)).String("client_app_id");
        var triggers = new AppServices.Server.Triggers.TriggerStore(server.Data.Store);
        // A trigger is known once the app that has it has begun to look after it.
        while (await triggers.ChangeAsync(appId, "t", record => record with { Suspended = "it broke", IsEnabled = false }, TestContext.Current.CancellationToken) is null)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        JsonElement seen = (await admin.ExpectAsync(200, "GET", path)).Json;
        Assert.Equal((true, "it broke", true), (seen.GetProperty("suspended").GetBoolean(), seen.GetProperty("last_error").GetString(), seen.GetProperty("disabled").GetBoolean()));
        await admin.ExpectAsync(204, "PUT", path + "/resume");
        await admin.ExpectAsync(404, "PUT", app + "/triggers/000000000000000000000000/resume", "{}");
        await admin.ExpectAsync(204, "PUT", path, made.Text);
        seen = (await admin.ExpectAsync(200, "GET", path)).Json;
        Assert.Equal((false, false), (seen.GetProperty("suspended").GetBoolean(), seen.GetProperty("disabled").GetBoolean()));
        Assert.Equal(1, (await admin.ExpectAsync(200, "GET", app + "/event_subscriptions?type=AUTHENTICATION")).Json.GetArrayLength());
        Assert.Equal("[]", (await admin.ExpectAsync(200, "GET", app + "/event_subscriptions?type=DATABASE")).Text);
        await admin.ExpectAsync(200, "GET", $"{app}/event_subscriptions/{made.String("_id")}/execution");
        await admin.ExpectAsync(204, "DELETE", app);
        while ((await triggers.ListAsync(appId, TestContext.Current.CancellationToken)).Count > 0) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private static string? Id(JsonElement value) => value.GetProperty("_id").GetString();

    /// <summary>An app with a function <c>f</c> and a data source.</summary>
    private static async Task<(string Path, string Function, string Service)> CreateAsync(AdminClient admin)
    {
        WireReply made = await admin.ExpectAsync(
            201, "POST", "/apps", """{"name":"o","data_source":{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"C0"}}}""");
        string app = "/apps/" + made.String("_id");
        string function = (await admin.ExpectAsync(201, "POST", app + "/functions", """{"name":"f","source":"exports = () => 0"}""")).String("_id");
        return (app, function, Id((await admin.ExpectAsync(200, "GET", app + "/services")).Json[0])!);
    }

    // What was sent is there, among other fields; a text of JSON is there as that JSON.
    private static void AssertHas(string expected, JsonElement actual) => AssertHas(JsonElement.Parse(expected), actual);

    private static void AssertHas(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != JsonValueKind.Object)
        {
            Assert.True(JsonElement.DeepEquals(expected, actual) || (expected.ValueKind == JsonValueKind.String && actual.ValueKind == JsonValueKind.Object), $"{expected} is expected, and not {actual}.");
            return;
        }
        foreach (JsonProperty field in expected.EnumerateObject())
        {
            Assert.True(actual.TryGetProperty(field.Name, out JsonElement found), $"'{field.Name}' is missing in {actual}.");
            AssertHas(field.Value, found);
        }
    }
}
