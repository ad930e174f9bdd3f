using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Tests.Auth;
using Xunit;

namespace AppServices.Tests.Server;

/// <summary>
/// A whole app, of either layout, in which each file in turn is broken in each way: the app is served, what does not depend on the
/// file works, and what is wrong names the file. All of these apps are served together.
/// </summary>
public sealed class BrokenFileTests
{
    private const string Everything = "anon email plain value environment store find default";
    private const string Functions = "plain value environment store";
    private const string Role = """{"name":"all","apply_when":{},"read":true,"write":true}""";

    // What may fail when the file is broken; nothing else may. Null for a file that is like another one, and stays whole.
    private static readonly AppFile[] s_common =
    [
        new("values/plain.json", """{"name":"plain","value":1,"from_secret":false}""", "value"),
        new("values/key.json", """{"name":"key","value":"theKey","from_secret":true}""", "value"),
        new("environments/no-environment.json", """{"values":{"color":"red"}}""", "environment"),
        new("triggers/made.json", """
            {"name":"made","type":"DATABASE","disabled":false,"config":{"service_name":"mongodb-atlas","database":"shop","collection":"items","operation_types":["INSERT"]},
             "event_processors":{"FUNCTION":{"config":{"function_name":"plain"}}}}
            """, ""),
        new("graphql/custom_resolvers/query_total.json", """{"on_type":"Query","field_name":"total","function_name":"plain"}""", ""),
        new("log_forwarders/all.json", """{"name":"all","log_types":["auth"],"disabled":true}""", ""),
        new("hosting/metadata.json", """[{"path":"/index.html","attrs":[{"name":"Content-Type","value":"text/html"}]}]""", ""),
        new("services/gcm/config.json", """{"name":"gcm","type":"gcm","config":{"senderId":"1"},"secret_config":{"apiKey":"theKey"}}""", ""),
        new("services/web/config.json", """{"name":"web","type":"http","config":{}}""", ""),
        new("services/web/rules/get.json", """{"name":"get","actions":["get"]}""", ""),
    ];

    private static readonly AppFile[] s_new =
    [
        .. s_common,
        new(".mdb/meta.json", """{"client_app_id":"whole-abcde","app_id":"6650a1f2c3d4e5f6a7b8c9d0","group_id":"6650a1f2c3d4e5f6a7b8c9d1"}""", ""),
        new("auth/providers.json", """
            {"anon-user":{"name":"anon-user","type":"anon-user","disabled":false},
             "local-userpass":{"name":"local-userpass","type":"local-userpass","disabled":false,"config":{"autoConfirm":true,"runResetFunction":true,"resetFunctionName":"plain"}},
             "custom-token":{"name":"custom-token","type":"custom-token","disabled":false,"config":{"audience":"","signingAlgorithm":"HS256","useJWKURI":false},"secret_config":{"signingKeys":["theKey"]}}}
            """, Everything),
        new("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"people","user_id_field":"owner"}""", Everything),
        new("functions/config.json", """[{"name":"plain","private":false},{"name":"value"},{"name":"store","run_as_system":true}]""", Functions),
        new("functions/plain.js", "exports = () => 1;", "plain"),
        new("functions/value.js", "exports = () => [context.values.get('plain'), context.values.get('key')].length;", null),
        new("functions/environment.js", "exports = () => context.environment.values.color;", null),
        new("functions/store.js", "exports = () => context.services.get('mongodb-atlas').db('shop').collection('log').count();", null),
        new("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"Cluster0"}}""", Everything),
        new("data_sources/mongodb-atlas/default_rule.json", $$"""{"roles":[{{Role}}],"filters":[]}""", "default"),
        new("data_sources/mongodb-atlas/shop/items/rules.json", $$"""{"database":"shop","collection":"items","roles":[{{Role}}]}""", "find"),
        new("data_sources/mongodb-atlas/shop/items/schema.json", """{"title":"Item","bsonType":"object","properties":{"_id":{"bsonType":"objectId"}}}""", "find"),
        new("data_sources/mongodb-atlas/shop/items/relationships.json", "{}", ""),
        new("http_endpoints/config.json", """
            [{"route":"/plain","http_method":"GET","function_name":"plain","validation_method":"NO_VALIDATION","respond_result":true,
              "fetch_custom_user_data":false,"create_user_on_auth":false,"disabled":false}]
            """, ""),
        new("http_endpoints/data_api_config.json", """{"disabled":false,"versions":["v1"],"return_type":"JSON"}""", ""),
        new("sync/config.json", """{"type":"flexible","state":"enabled","development_mode_enabled":false}""", ""),
    ];

    private static readonly AppFile[] s_old =
    [
        .. s_common.Select(file => file with { MayFail = file.MayFail is "" ? "" : null }),
        new("auth_providers/anon-user.json", """{"id":"1","name":"anon-user","type":"anon-user","disabled":false}""", "anon"),
        new("auth_providers/local-userpass.json", """{"id":"2","name":"local-userpass","type":"local-userpass","disabled":false,"config":{"autoConfirm":true}}""", "email"),
        new("functions/plain/config.json", """{"id":"3","name":"plain","private":false}""", "plain"),
        new("functions/plain/source.js", "exports = () => 1;", "plain"),
        new("functions/value/config.json", """{"name":"value"}""", null),
        new("functions/value/source.js", "exports = () => [context.values.get('plain'), context.values.get('key')].length;", null),
        new("functions/environment/config.json", """{"name":"environment"}""", null),
        new("functions/environment/source.js", "exports = () => context.environment.values.color;", null),
        new("functions/store/config.json", """{"name":"store","run_as_system":true}""", null),
        new("functions/store/source.js", "exports = () => context.services.get('mongodb-atlas').db('shop').collection('log').count();",
            null),
        new("services/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"clusterName":"Cluster0"}}""", "find default store"),
        new("services/mongodb-atlas/default_rule.json", $$"""{"roles":[{{Role}}]}""", "default"),
        new("services/mongodb-atlas/rules/shop.items.json", $$"""{"database":"shop","collection":"items","roles":[{{Role}}],"schema":{"title":"Item"} }""", "find"),
        new("services/web/incoming_webhooks/hook/config.json", """{"name":"hook","respond_result":true,"options":{"httpMethod":"POST","validationMethod":"NO_VALIDATION"}}""", ""),
        new("services/web/incoming_webhooks/hook/source.js", "exports = () => 1;", ""),
    ];

    private static readonly (string Name, string? Text)[] s_ways =
        [("missing", null), ("empty", ""), ("array", "[]"), ("null", "null"), ("number", "7"), ("script", "import x from 'y';")];

    [Fact]
    public async Task Every_file_can_be_broken_in_every_way_without_harm_to_the_rest()
    {
        using var secrets = new SecretsFile(("theKey", new string('k', 40)));
        Case[] cases = [.. Cases("root_config.json", s_new), .. Cases("config.json", s_old)];
        try
        {
            await using AppServerFixture server = await AppServerFixture.StartAsync(
                options => options with { SecretsFile = secrets.Path }, [.. cases.Select(one => one.Folder)]);
            var faults = new ConcurrentBag<string>();
            await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (one, _) =>
            {
                string[] failed = await FailedAsync(server, one.AppId);
                foreach (string probe in failed.Except(one.MayFail)) faults.Add($"{one}: {probe} fails");
                if (one.Way != "missing" && failed.Length > 0 && !Says(one, secrets.Path)) faults.Add($"{one}: nothing names the file");
            });
            Assert.True(faults.IsEmpty, string.Join('\n', faults.Order()));
        }
        finally
        {
            foreach (Case one in cases) one.Folder.Dispose();
        }
    }

    // Files on which nothing depends are broken together.
    private static IEnumerable<Case> Cases(string root, AppFile[] files)
    {
        string layout = root[0] == 'r' ? "new" : "old";
        AppFile[][] broken = [[], [.. files.Where(file => file.MayFail is "")], .. files.Where(file => file.MayFail is { Length: > 0 })
            .Select(file => new[] { file })];
        for (int i = 0; i < broken.Length; i++)
        {
            foreach ((string name, string? text) in i == 0 ? s_ways[..1] : s_ways)
            {
                var one = new Case($"{layout}{i}-{name}", broken[i], name, new AppFolder());
                one.Folder.Write(root, $$"""{"app_id":"{{one.AppId}}","name":"whole","location":"IE"}""");
                foreach (AppFile file in files.Except(broken[i])) one.Folder.Write(file.Path, file.Text);
                if (text is not null) foreach (AppFile file in broken[i]) one.Folder.Write(file.Path, text);
                yield return one;
            }
        }
    }

    private static async Task<string[]> FailedAsync(AppServerFixture server, string app)
    {
        WireReply anonymous = await server.PostLoginAsync("anon-user", appId: app);
        WireReply email = await server.RegisterAsync("mia@example.com", "short", app);
        var failed = new List<string>();
        if ((int)anonymous.Status != 200) failed.Add("anon");
        if ((int)email.Status != 400) failed.Add("email");
        // Where nobody can log in, nothing else can be asked.
        string? token = (int)anonymous.Status == 200 ? anonymous.String("access_token") : await EmailTokenAsync(server, app);
        foreach (string probe in Functions.Split(' ')) await TryAsync(probe, $$"""{"name":"{{probe}}","arguments":[]}""");
        await TryAsync("find", """{"service":"mongodb-atlas","name":"find","arguments":[{"database":"shop","collection":"items"}]}""");
        await TryAsync("default", """{"service":"mongodb-atlas","name":"find","arguments":[{"database":"shop","collection":"other"}]}""");
        return [.. failed];

        async Task TryAsync(string probe, string call)
        {
            if (token is null
                || (int)(await server.SendAsync("POST", $"/app/{app}/functions/call", token, call)).Status != 200) failed.Add(probe);
        }
    }

    private static async Task<string?> EmailTokenAsync(AppServerFixture server, string app)
    {
        if ((int)(await server.RegisterAsync("mia@example.com", "correct horse", app)).Status != 201) return null;
        WireReply reply = await server.PostLoginAsync("local-userpass", WireRequests.EmailBody("mia@example.com", "correct horse"), app);
        return (int)reply.Status == 200 ? reply.String("access_token") : null;
    }

    private static bool Says(Case one, string secrets)
    {
        AppDefinition app = one.Folder.Read(secretsFile: secrets);
        string[] texts = [.. AppFinding.Of(app).Select(finding => finding.ToString()), .. app.Warnings];
        return one.Broken.All(file => texts.Any(text =>
            text.Contains(file.Path, StringComparison.Ordinal)
                || text.Contains(Path.GetDirectoryName(file.Path)!, StringComparison.Ordinal)));
    }

    private sealed record AppFile(string Path, string Text, string? MayFail);

    private sealed record Case(string AppId, AppFile[] Broken, string Way, AppFolder Folder)
    {
        public IEnumerable<string> MayFail => Broken.SelectMany(file => file.MayFail!.Split(' '));

        public override string ToString() => $"{AppId} ({string.Join(", ", Broken.Select(file => file.Path))})";
    }
}
