using System;
using System.Threading.Tasks;
using AppServices.Server.Rules;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary><c>$lookup</c> in functions of users, where the operator allows it: each collection through its own rules (app-folder 5.3).</summary>
public sealed class LookupTests
{
    private const string Join = """{"$lookup":{"from":"notes","localField":"_id","foreignField":"item","as":"notes"}}""";

    private const string NoteRules = """
        {"database":"shop","collection":"notes","roles":[
          {"name":"owner","apply_when":{"owner":"%%user.id"},"read":true},
          {"name":"asked","apply_when":{"%%true":{"%function":{"name":"isOpen","arguments":["%%root.open"]}}},"fields":{"_id":{"read":true},"item":{"read":true},"secret":{"read":false}}}],
         "filters":[{"name":"kept","apply_when":{},"query":{"gone":{"$ne":true}}}]}
        """;

    [Theory]
    [InlineData(Join, """[{"_id":1,"notes":[{"_id":11,"item":1,"owner":"$mia","secret":"s"}]},{"_id":2,"notes":[{"_id":23,"item":2}]}]""")]
    [InlineData("""{"$lookup":{"from":"notes","let":{"i":"$_id"},"pipeline":[{"$match":{"$expr":{"$and":[{"$eq":["$item","$$i"]},{"$eq":["$secret","s"]}]}}},{"$project":{"_id":1}}],"as":"notes"}}""", """[{"_id":1,"notes":[{"_id":11}]},{"_id":2,"notes":[]}]""")]
    [InlineData("""{"$lookup":{"from":"notes","localField":"_id","foreignField":"secret","as":"notes"}}""", """[{"_id":1,"notes":[]},{"_id":2,"notes":[]}]""")]
    [InlineData("""{"$facet":{"a":[{"$lookup":{"from":"notes","pipeline":[{"$count":"n"}],"as":"notes"}}]}}""", """[{"a":[{"_id":1,"notes":[{"n":2}]},{"_id":2,"notes":[{"n":2}]}]}]""")]
    [InlineData("""{"$lookup":{"from":"items","pipeline":[{"$match":{"_id":2}}],"as":"notes"}}""", """[{"_id":1,"notes":[{"_id":2}]},{"_id":2,"notes":[{"_id":2}]}]""")]
    [InlineData("""{"$lookup":{"from":"notes","pipeline":[{"$lookup":{"from":"items","localField":"item","foreignField":"_id","as":"i"}},{"$project":{"_id":0,"n":{"$size":"$i"}}}],"as":"notes"}}""", """[{"_id":1,"notes":[{"n":1},{"n":1}]},{"_id":2,"notes":[{"n":1},{"n":1}]}]""")]
    public async Task A_function_of_a_user_joins_what_the_user_may_see(string stage, string expected)
    {
        await using RuledServer server = await StartAsync(isAllowed: true);
        WireReply reply = await server.Server.CallAsync(server.Mia.AccessToken, "join", $"[[{{\"$sort\":{{\"_id\":1}}}},{stage}]]", "test-abcde");
        Assert.Equal(expected.Replace("$mia", server.Mia.UserId, StringComparison.Ordinal), Plain(reply));
    }

    [Theory]
    [InlineData("""{"$lookup":{"from":"others","localField":"a","foreignField":"b","as":"c"}}""", "no rule exists for namespace 'shop.others'")]
    [InlineData("""{"$unionWith":"notes"}""", "$unionWith is for functions that run as system")]
    [InlineData("""{"$lookup":{"from":"notes","pipeline":[{"$unionWith":"others"}],"as":"c"}}""", "$unionWith is for functions that run as system")]
    [InlineData("""{"$out":"notes"}""", "$out is for functions that run as system")]
    [InlineData("""{"$indexStats":{}}""", "$indexStats is for functions that run as system")]
    public async Task What_no_rule_covers_stays_closed(string stage, string problem)
    {
        await using RuledServer server = await StartAsync(isAllowed: true);
        WireReply reply = await server.Server.CallAsync(server.Mia.AccessToken, "join", $"[[{stage}]]", "test-abcde");
        Assert.Equal(400, (int)reply.Status);
        Assert.Contains(problem, reply.String("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_and_whoever_is_not_allowed_get_none()
    {
        await using (RuledServer allowed = await StartAsync(isAllowed: true))
            await allowed.RefusedAsync(allowed.Mia, "aggregate", $$"""{"pipeline":[{{Join}}]}""", "$lookup is for functions that run as system");
        await using RuledServer server = await StartAsync(isAllowed: false);
        WireReply reply = await server.Server.CallAsync(server.Mia.AccessToken, "join", $"[[{Join}]]", "test-abcde");
        Assert.Contains("$lookup is for functions that run as system", reply.String("error"), StringComparison.Ordinal);
    }

    private static async Task<RuledServer> StartAsync(bool isAllowed)
    {
        RuledServer server = await RuledServer.StartAsync(
            new RuleSettings { AllowsLookup = isAllowed },
            ("functions/join.js", "exports = pipeline => context.services.get('mongodb-atlas').db('shop').collection('items').aggregate(pipeline);"),
            ("functions/isOpen.js", "exports = open => open === true;"),
            (RuledServer.Rules, """{"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"read":true}]}"""),
            ("data_sources/mongodb-atlas/shop/notes/rules.json", NoteRules));
        await server.InsertAsync("""{"_id":1}""", """{"_id":2}""");
        await server.InsertAsync(
            RuledServer.Collection("notes"),
            """{"_id":11,"item":1,"owner":"$mia","secret":"s"}""", """{"_id":12,"item":1,"owner":"$tom","secret":"s"}""", """{"_id":13,"item":1,"owner":"$mia","gone":true}""",
            """{"_id":23,"item":2,"open":true,"secret":2}""");
        return server;
    }

    private static string Plain(WireReply reply)
    {
        Assert.True((int)reply.Status == 200, reply.Text);
        return System.Text.Encoding.UTF8.GetString(AppServices.Server.Bson.RelaxedEjson.ToUtf8(
            AppServices.Server.Bson.EjsonReader.Parse(System.Text.Encoding.UTF8.GetBytes(reply.Text))));
    }
}
