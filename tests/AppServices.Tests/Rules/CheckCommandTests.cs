using System;
using System.CommandLine;
using System.IO;
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
        (int code, string[] lines) = await CheckAsync((RuledServer.DefaultRule, Open), ("functions/f.js", "exports = () => context.services.get('x').db('a').collection('b');"));
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

    [Theory]
    [InlineData("data_sources/mongodb-atlas/shop/items/schema.json", """{"properties":{"a":{"bsonType":"text"}}}""", "'text' is no type of a schema")]
    [InlineData("data_sources/mongodb-atlas/shop/items/schema.json", """{"requierd":["a"]}""", "'requierd' with [a] is nothing that a schema can say")]
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
    public async Task What_is_probably_not_meant_is_a_warning(string role, string message)
    {
        string rules = $$"""{"database":"shop","collection":"items","roles":[{"name":"r",{{role[1..]}}]}""";
        (int code, string[] lines) = await CheckAsync((RuledServer.Rules, rules));
        Assert.Equal(0, code);
        Assert.Contains(lines, line => line.StartsWith("warning: ", StringComparison.Ordinal) && line.Contains(message, StringComparison.Ordinal));
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
    public async Task The_program_ends_with_1_when_something_is_wrong()
    {
        using AppFolder folder = FolderReading.App((Source, """{"name":"mongodb-atlas","type":"mongodb-atlas"}"""), (RuledServer.DefaultRule, Open));
        ProgramResult good = await ServerProgram.RunAsync("check", folder.Path);
        Assert.Equal((0, ""), (good.ExitCode, good.Error));
        Assert.EndsWith("\n0 errors, 0 warnings\n", good.Output, StringComparison.Ordinal);
        folder.Write(RuledServer.DefaultRule, Open.Replace("\"read\"", "\"raed\"", StringComparison.Ordinal));
        ProgramResult bad = await ServerProgram.RunAsync("check", folder.Path);
        Assert.Equal(1, bad.ExitCode);
        Assert.Contains($"\nerror: {RuledServer.DefaultRule}: 'raed' is unknown; ", bad.Output, StringComparison.Ordinal);
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
