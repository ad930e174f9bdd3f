using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Commands;
using AppServices.Tests.Programs;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary><c>appservices-server check</c> explains what is wrong before an app is served.</summary>
public sealed class CheckCommandTests
{
    private const string Source = "data_sources/mongodb-atlas/config.json";
    private const string Open = """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}""";

    [Fact]
    public async Task An_app_without_problems_is_fine()
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.DefaultRule, Open),
            ("functions/f.js", "exports = () => context.services.get('mongodb-atlas').db('a').collection('b');"));
        Assert.Equal((0, "0 errors, 0 warnings"), (code, lines[^1]));
    }

    [Theory]
    [InlineData("""{"writes":true}""", "'writes' is unknown; name, apply_when, document_filters, read,")]
    [InlineData("""{"fields":{"a":{"raed":true}}}""", "'raed' is unknown; read, write, fields are possible (at roles[0].fields.a.raed).")]
    [InlineData("""{"apply_when":{"owner":"%%user.id%%"}}""", "'%%user.id%%' ends with '%%', so it is never there; write '%%user.id' (at roles[0].apply_when).")]
    [InlineData("""{"apply_when":{"%%usr.id":"x"}}""", "'%%usr.id' is not known here")]
    [InlineData("""{"apply_when":{"a":{"%gtt":1}}}""", "'%gtt' is not an operator")]
    [InlineData("""{"apply_when":{"%or":{}}}""", "'%or' needs an array of expressions")]
    [InlineData("""{"apply_when":"yes"}""", "an expression is true, false or an object")]
    [InlineData("""{"apply_when":{"%%true":{"%function":{"name":"nope"}}}}""", "%function names 'nope', which is no function of the app")]
    [InlineData("""{"apply_when":{"%%user.id":{"%in":"%%values.admins"}}}""", "'%%values.admins' names a value that the app does not have")]
    [InlineData("""{"apply_when":{"%%environment.values.x":1}}""", "'%%environment.values.x' names a value that the environment does not have")]
    [InlineData("""{"apply_when":{"%%user.type":"admin"}}""", "'%%user.type' is normal, server, system and never admin")]
    [InlineData("""{"apply_when":{"%%user.id":5}}""", "'%%user.id' is of type string and never equals a number, of type number")]
    [InlineData("""{"apply_when":{"ref":"%%user.id"}}""", "'ref' is of type objectId and never equals '%%user.id', of type string; %stringToOid converts a text")]
    [InlineData("""{"apply_when":{"refs":"%%user.id"}}""", "'refs' is of type objectId and never equals '%%user.id'")]
    [InlineData("""{"apply_when":{"a":{"%in":[]}}}""", "nothing equals any of an empty array")]
    [InlineData("""{"apply_when":{"%%true":false}}""", "the expression is never true (at roles[0].apply_when).")]
    [InlineData("""{"fields":{"a":{"read":{"%%before":1}}}}""", "'%%before' is not known here")]
    public async Task What_is_wrong_in_a_role_is_an_error(string role, string message)
    {
        string rules = $$"""{"database":"shop","collection":"items","roles":[{"name":"r","read":true,{{role[1..]}}]}""";
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, rules), (RuledServer.Schema, """
            {"title":"T","properties":{"ref":{"bsonType":"objectId"},"refs":{"bsonType":"array","items":{"bsonType":"objectId"}}}}
            """));
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.StartsWith("error: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal) && line.Contains("rules.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_path_that_is_longer_than_any_may_be_is_an_error_of_its_rule()
    {
        string path = string.Join('.', Enumerable.Repeat("a", 201));
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, $$$"""
            {"database":"shop","collection":"items","roles":[{"name":"r","apply_when":{"{{{path}}}":1},"read":{"%%root.{{{path}}}":1}}]}
            """));
        Assert.Equal(1, code);
        Assert.Equal(2, lines.Count(line => line.Contains("...' cannot be a path: FieldPath is too long (at roles[0].", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(""" "query":{"$or":1} """, "$or must be an array (at filters[0].query).")]
    [InlineData(""" "query":{"a":{"$nope":1}} """, "unknown operator: $nope (at filters[0].query).")]
    [InlineData(""" "query":{"a":{"$nope":"%%user.id"}} """, "'$nope' is no operator (at filters[0].query).")]
    [InlineData(""" "query":{"$or":[{"a":{"$not":{"$nope":1}}},{"owner":"%%user.id"}]} """, "'$nope' is no operator (at filters[0].query).")]
    [InlineData(""" "query":{"$expr":{"$nope":["$a","%%user.id"]}} """, "'$nope' is no operator (at filters[0].query).")]
    [InlineData(""" "query":{"$nope":"%%user.id"} """, "'$nope' is no operator (at filters[0].query).")]
    [InlineData(""" "projection":{"":1} """, "FieldPath cannot be constructed with empty string (at filters[0].projection).")]
    [InlineData(""" "projection":{"a":1,"b":0} """, "(at filters[0].projection).")]
    public async Task What_is_wrong_in_a_filter_is_an_error(string filter, string message)
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, $$"""
            {"database":"shop","collection":"items","roles":[],"filters":[{"name":"f",{{filter}}}]}
            """));
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.StartsWith("error: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"_id":{"%stringToOid":"%%user.id"},"a":{"$elemMatch":{"$gt":1,"$ne":"%%user.id"}}}""")]
    [InlineData("""{"$expr":{"$in":["%%user.id",{"$literal":{"$nope":1}}]},"b":{"$elemMatch":{"c":{"$in":"%%user.data.list"}}}}""")]
    [InlineData("""{"$and":[{"d":{"$not":{"$regex":"%%user.data.name","$options":"i"}}}],"e":{"%stringToUuid":"%%user.id"}}""")]
    public async Task Operators_of_a_filter_are_known_before_its_values_are(string query)
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, $$"""
            {"database":"shop","collection":"items","roles":[{"name":"r","read":true}],"filters":[{"name":"f","query":{{query}}}]}
            """));
        Assert.True(code == 0, string.Join('\n', lines));
    }

    [Fact]
    public async Task Each_of_many_errors_of_a_file_has_its_place()
    {
        string fields = string.Join(",\n", Enumerable.Range(0, 20_000).Select(i => $"\"x{i}\":1"));
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, $$"""
            {"database":"shop","collection":"items","roles":[{"name":"r",
            {{fields}}}]}
            """));
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.Contains("rules.json:20001:10: 'x19999' is unknown", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"read":{"team":"%%user.custom_data.team","%%user.custom_data.team":{"%exists":true}}}""")]
    [InlineData("""{"apply_when":{"%%user.custom_data.team":{"%exists":true}},"read":{"team":"%%user.custom_data.team"}}""")]
    [InlineData("""{"read":{"owner":"%%user.id"}}""")]
    [InlineData("""{"read":{"team":{"%ne":"%%user.custom_data.team"}}}""")]
    [InlineData("""{"apply_when":{"%%user.custom_data.isAdmin":true},"read":true}""")]
    public async Task Equality_that_keeps_strangers_out_is_no_warning(string role)
    {
        string rules = $$"""{"database":"shop","collection":"items","roles":[{"name":"r",{{role[1..]}}]}""";
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, rules));
        Assert.Equal(0, code);
        Assert.DoesNotContain(lines, line => line.Contains("also where both are missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("data_sources/mongodb-atlas/shop/items/schema.json", """{"properties":{"a":{"bsonType":"text"}}}""", "'text' is no type of a schema")]
    [InlineData("data_sources/mongodb-atlas/shop/items/schema.json", """{"properties":{"a":{"minItems":1e30}}}""", "the minItems must be a number that fits 64 bits")]
    [InlineData("data_sources/mongodb-atlas/shop/items/rules.json", """{"filters":[{"name":"f","apply_when":{},"query":{"$and":[{"at":{"$near":[1,2]}}]}}]}""", "$near is not supported by the embedded database (at filters[0].query).")]
    [InlineData("functions/config.json", """[{"name":"f","can_evaluate":{"owner":"x"}}]""", "f.js: can_evaluate: 'owner' names a field, and there is no document here.")]
    [InlineData("data_sources/mongodb-atlas/shop/items/rules.json", """{"filters":[{"name":"f","apply_when":{"a":1},"query":{}}]}""", "'a' names a field, and there is no document here (at filters[0].apply_when).")]
    public async Task What_is_wrong_elsewhere_is_an_error_too(string path, string text, string message)
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.DefaultRule, Open), ("functions/f.js", "exports = () => 1;"), (path, text));
        Assert.Equal(1, code);
        Assert.Contains(lines, line => line.StartsWith("error: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"document_filters":{"read":true},"write":true}""", "has no 'write', so it does not keep anybody from writing")]
    [InlineData("""{"additional_fields":{}}""", "role 'r' allows nothing")]
    [InlineData("""{"read":{"a":"%%usr.id"}}""", "'%%usr.id' is not known here, so it is taken as a text")]
    [InlineData("""{"read":{"%%user.idd":"x"}}""", "'%%user.idd' is never there")]
    [InlineData("""{"read":true},{"name":"s","read":true}""", "role 'r' applies always, so role 's' after it never does")]
    [InlineData("""{"read":{"team":"%%user.custom_data.team"}}""", "'team' equals '%%user.custom_data.team' also where both are missing")]
    [InlineData("""{"apply_when":{"%%root.team":{"%eq":"%%user.custom_data.team"}},"read":true}""", "'team' equals '%%user.custom_data.team' also where")]
    [InlineData("""{"document_filters":{"read":{"$or":[{"a.b":"%%user.data.email"}]},"write":false},"read":true}""", "'a.b' equals '%%user.data.email' also")]
    [InlineData("""{"fields":{"x":{"read":{"%%prevRoot.team":"%%user.custom_data.team"}}}}""", "add \"%%user.custom_data.team\": {\"%exists\": true} (at roles[0].fields.x.read)")]
    public async Task What_is_probably_not_meant_is_a_warning(string role, string message)
    {
        string rules = $$"""{"database":"shop","collection":"items","roles":[{"name":"r",{{role[1..]}}]}""";
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, rules));
        Assert.Equal(0, code);
        Assert.Contains(lines, line => line.StartsWith("warning: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_that_nothing_answers_are_a_warning()
    {
        (int code, string[] lines) = await CheckAsync(
            (RuledServer.DefaultRule, Open), (Source, """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{"wireProtocolEnabled":true}}"""));
        Assert.Equal((0, "0 errors, 1 warning"), (code, lines[^1]));
        Assert.StartsWith($"warning: {Source}:1:", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_schema_cannot_say_is_a_warning()
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.DefaultRule, Open), (RuledServer.Schema, """{"requierd":["a"]}"""));
        Assert.Equal(0, code);
        Assert.Contains($"warning: {RuledServer.Schema}: 'requierd' with [a] is nothing that a schema can say, and has no effect.", lines);
    }

    [Fact]
    public async Task A_collection_that_no_rule_covers_is_a_warning()
    {
        (int code, string[] lines) = await CheckAsync(
            (RuledServer.Schema, """{"title":"Item"}"""),
            ("functions/f.js", """exports = () => context.services.get("mongodb-atlas").db("shop").collection("orders").find();"""),
            ("functions/system.js", """exports = () => context.services.get("mongodb-atlas").db("shop").collection("audit").find();"""),
            ("functions/config.json", """[{"name":"system","run_as_system":true}]"""));
        Assert.Equal(0, code);
        Assert.Contains("No role covers collection 'shop.items'", lines[^3], StringComparison.Ordinal);
        Assert.Contains("The function uses collection 'shop.orders', which no rule covers", lines[^2], StringComparison.Ordinal);
        Assert.Equal("0 errors, 2 warnings", lines[^1]);
    }

    [Fact]
    public async Task A_join_that_the_settings_switch_off_is_a_warning()
    {
        const string Join = """exports = () => context.services.get("mongodb-atlas").db("shop").collection("items").aggregate([{ $lookup: {} }]);""";
        (int code, string[] lines) = await CheckAsync(
            (RuledServer.DefaultRule, Open), ("functions/f.js", Join), ("functions/system.js", Join),
            ("functions/config.json", """[{"name":"system","run_as_system":true}]"""));
        Assert.Equal((0, "0 errors, 1 warning"), (code, lines[^1]));
        Assert.Contains("f.js: The function uses $lookup, which only the system may", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_ends_with_1_when_something_is_wrong()
    {
        using AppFolder folder = FolderReading.App((Source, """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""), (RuledServer.DefaultRule, Open));
        ProgramResult good = await ServerProgram.RunAsync("check", folder.Path);
        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        Assert.EndsWith("\n0 errors, 0 warnings\n", good.Output, StringComparison.Ordinal);
        folder.Write(RuledServer.DefaultRule, Open.Replace("\"read\"", "\"raed\"", StringComparison.Ordinal));
        ProgramResult bad = await ServerProgram.RunAsync("check", folder.Path);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains($"\nerror: {RuledServer.DefaultRule}:1:", bad.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("const axios = require('axios');", "Package 'axios' is not there: 'appservices-server packages' installs it for Node.js,", "functions/f.js:1")]
    [InlineData("\nconst isEmpty = require(`lodash/isEmpty`);", "Package 'lodash' is not there: 'appservices-server packages' installs it for Node.js,", "functions/f.js:2")]
    [InlineData("import mail from '@sendgrid/mail/x';", "Package '@sendgrid/mail' is not there: 'appservices-server packages' installs it for Node.js,", "functions/f.js:1")]
    [InlineData("const go = () => import('uuid');", "Package 'uuid' is not there: 'appservices-server packages' installs it for Node.js,", "functions/f.js:1")]
    [InlineData("const p = [{ $search: { $oid: '$a', $set: '$$b' } }];", "$search is not supported by the embedded database.", "functions/f.js:1")]
    [InlineData("const p = { a: { '$near': 1 } };", "$near is not supported by the embedded database.", "functions/f.js:1")]
    [InlineData("const orders = context.services.get('mongodb-atlas').db('a').collection('b');\norders.createIndex({ a: 1 });", "Functions cannot call 'createIndex' of a collection.", "functions/f.js:2")]
    [InlineData("const drop = db => db.collection('b')\n  .drop();", "Functions cannot call 'drop' of a collection.", "functions/f.js:2")]
    [InlineData("context.values.get('gone');", "Value 'gone' does not exist or cannot be read.", "functions/f.js:1")]
    [InlineData("context.values.get('key');", "Secret 'gone' is missing;", "functions/f.js:1")]
    [InlineData("context.services.get('mail');", "Service 'mail' does not exist or is not served.", "functions/f.js:1")]
    [InlineData("context.functions.execute('gone');", "Function 'gone' does not exist or cannot run, so what calls it will fail.", "functions/f.js:1")]
    public async Task What_a_function_needs_and_does_not_get_is_said_with_the_line(string source, string message, string place)
    {
        (int code, string[] lines) = await CheckAsync(
            (RuledServer.DefaultRule, Open), ("functions/f.js", source + "\nexports = () => 1;"),
            ("values/key.json", """{"name":"key","value":"gone","from_secret":true}"""), ("services/mail/config.json", """{"name":"mail","type":"smtp"}"""));
        Assert.Equal(1, code);
        int at = Array.FindIndex(lines, line => line.StartsWith("error: " + message, StringComparison.Ordinal));
        Assert.True(at >= 0, string.Join('\n', lines));
        Assert.Contains(" " + place, lines[at], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_functions_can_have_is_no_finding()
    {
        (int code, string[] lines) = await CheckAsync((RuledServer.DefaultRule, Open), ("values/v.json", """{"name":"v","value":1}"""), ("functions/f.js", """
            const require = 1, values = new Map([['x', 1]]);
            exports = name => {
              values.set(values.get('x'), context.values.get('v'));
              const things = context.services.get('mongodb-atlas').db('a').collection('b');
              const map = new Map(), list = map.collection(1).where(2), save = { update: () => 1 };
              save.update(list, items => items.drop(), context.collection.options);
              things.aggregate([{ $match: { $expr: { $eq: ['$search', { $oid: 1 }] } } }]);
              return context.functions.execute('f', context.values.get(name), `require('x')`);
            };
            """));
        Assert.Equal((0, "0 errors, 0 warnings"), (code, lines[^1]));
    }

    [Fact]
    public async Task Parts_that_are_not_served_are_named_and_disabled_ones_are_not()
    {
        (int code, string[] lines) = await CheckAsync(
            (RuledServer.DefaultRule, Open), ("graphql/custom_resolvers/a.json", """{"on_type":"Query","field_name":"total","function_name":"f"}"""),
            ("log_forwarders/a.json", """{"name":"a","disabled":true}"""), ("sync/config.json", """{"type":"flexible","state":"disabled"}"""));
        Assert.Equal((1, "1 error, 0 warnings"), (code, lines[^1]));
        Assert.Contains("error: GraphQL is not served.   Query.total (graphql/custom_resolvers/a.json)", lines);
    }

    [Fact]
    public async Task Routes_are_listed_with_file_and_line()
    {
        using AppFolder folder = FolderReading.App(
            ("http_endpoints/data_api_config.json", "\n{\"disabled\":false}"),
            ("http_endpoints/s/incoming_webhooks/h/config.json", "\n\n{\"name\":\"h\"}"), ("http_endpoints/s/incoming_webhooks/h/source.js", "exports = () => 1;"));
        using var output = new StringWriter();
        await CheckCommand.Create().Parse([folder.Path, "--json"]).InvokeAsync(new InvocationConfiguration { Output = output },
            TestContext.Current.CancellationToken);
        Assert.Equal(
            ["data http_endpoints/data_api_config.json:2", "s/h http_endpoints/s/incoming_webhooks/h/config.json:3"],
            JsonElement.Parse(output.ToString()).GetProperty("items").EnumerateArray()
                .Select(item => $"{item.GetProperty("name")} {item.GetProperty("place")}"));
    }

    [Fact]
    public async Task Json_has_everything_that_the_table_counts()
    {
        using AppFolder folder = FolderReading.App(
            (Source, """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""), (RuledServer.DefaultRule, Open), ("functions/f.js", "exports = () => require('x');"),
            ("triggers/t.json", """{"name":"t","type":"scheduled","config":{"schedule":"0 3 * * *"},"function_name":"f"}"""),
            ("functions/g.js", "exports = ("), ("auth/providers.json", """{"anon-user":{"type":"anon-user","disabled":true}}"""));
        using var output = new StringWriter();
        int code = await CheckCommand.Create().Parse([folder.Path, "--json"]).InvokeAsync(new InvocationConfiguration { Output = output },
            TestContext.Current.CancellationToken);
        JsonElement json = JsonElement.Parse(output.ToString());
        Assert.Equal((1, "test-abcde", false), (code, json.GetProperty("appId").GetString(), json.GetProperty("works").GetBoolean()));
        Assert.Equal(
            ["provider anon-user disabled", "dataSource mongodb-atlas works", "function f doesNotWork", "function g doesNotWork", "trigger t works"],
            json.GetProperty("items").EnumerateArray()
                .Select(item => $"{item.GetProperty("kind")} {item.GetProperty("name")} {item.GetProperty("state")}"));
        JsonElement need = json.GetProperty("items")[2].GetProperty("missing")[0];
        Assert.Equal(("package", "x", "functions/f.js:1"),
            (need.GetProperty("kind").GetString(), need.GetProperty("name").GetString(), need.GetProperty("place").GetString()));
        Assert.Equal("functions/g.js:1:12: Unexpected end of input", json.GetProperty("items")[3].GetProperty("problem").GetString());
        JsonElement trigger = json.GetProperty("items")[4];
        Assert.Equal(("SCHEDULED", "0 3 * * *"), (trigger.GetProperty("type").GetString(), trigger.GetProperty("detail").GetString()));
        Assert.Equal(2, json.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task A_rule_that_is_wrong_is_closed_and_the_rest_of_the_app_is_served()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """
            {"name":"wrong","apply_when":{"%not":{"%odd":1}},"read":true},
            {"name":"right","apply_when":{"a":1},"read":true}
            """,
            """{"_id":1,"a":1}""", """{"_id":2}""");
        Assert.Equal("""[{"_id":1,"a":1}]""", await server.ResultAsync(server.Mia, "find"));
    }

    private static async Task<(int Code, string[] Lines)> CheckAsync(params (string Path, string Text)[] files)
    {
        using AppFolder folder = FolderReading.App([(Source, """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""), .. files]);
        using var output = new StringWriter();
        int code = await CheckCommand.Create().Parse([folder.Path]).InvokeAsync(new InvocationConfiguration { Output = output });
        return (code, output.ToString().Replace("\n  ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
