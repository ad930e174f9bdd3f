using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>Functions in rules, and rules for functions (app-folder 4.8, 6.7).</summary>
public sealed class FunctionRuleTests
{
    private const string Members = """
        exports = async (list, user) => {
          const found = await context.services.get("mongodb-atlas").db("shop").collection("lists").findOne({ _id: list });
          return found !== null && found.members.includes(user);
        };
        """;

    private const string Rules = """
        {"database":"shop","collection":"items","roles":[
          {"name":"member","apply_when":{"%%true":{"%function":{"name":"isMember","arguments":["%%root.list","%%user.id"]}}},"read":true,"write":true}]}
        """;

    private static readonly string[] s_documents =
        ["""{"_id":1,"list":"a"}""", """{"_id":2,"list":"b"}""", """{"_id":3,"list":"a"}""", """{"_id":4,"list":"none"}"""];

    [Fact]
    public async Task A_function_decides_about_each_document_and_may_use_the_store_itself()
    {
        await using RuledServer server = await WithMembersAsync();
        Assert.Equal("""[{"_id":1,"list":"a"},{"_id":3,"list":"a"}]""", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("""[{"_id":3,"list":"a"}]""", await server.ResultAsync(server.Mia, "find", """{"sort":{"_id":-1},"limit":1}"""));
        Assert.Equal("""[{"_id":2,"list":"b"}]""", await server.ResultAsync(server.Tom, "aggregate", """{"pipeline":[{"$match":{"_id":{"$gt":1}}}]}"""));
        Assert.Equal("""{"matchedCount":2,"modifiedCount":2}""", await server.ResultAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"n":1}}}"""));
        await server.RefusedAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"list":"b"}}}""", "update not permitted");
        Assert.Equal("""{"_id":2,"list":"b"}""", await server.ResultAsync(server.Tom, "findOneAndDelete", """{"filter":{}}"""));
        await server.RefusedAsync(server.Tom, "insertOne", """{"document":{"list":"a"}}""", "insert not permitted");
        Assert.Contains("upsertedId", await server.ResultAsync(server.Tom, "updateOne", """{"query":{"list":"b"},"update":{"$currentDate":{"t":true}},"upsert":true}"""), System.StringComparison.Ordinal);
        Assert.Equal("""{"insertedIds":[8,9]}""", await server.ResultAsync(server.Mia, "insertMany", """{"documents":[{"_id":8,"list":"a"},{"_id":9,"list":"a"}]}"""));
    }

    [Fact]
    public async Task Values_that_only_their_types_tell_apart_are_asked_for_one_by_one()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/isOld.js", "exports = v => v.sub_type === 2;"),
            (RuledServer.Rules, """
                {"database":"shop","collection":"items","roles":[
                  {"name":"all","apply_when":{"%%true":{"%function":{"name":"isOld","arguments":["%%root.v"]}}},"read":true}]}
                """));
        await server.InsertAsync(
            """{"_id":1,"v":{"$binary":{"base64":"AQID","subType":"02"}}}""", """{"_id":2,"v":{"$binary":{"base64":"AQID","subType":"00"}}}""");
        Assert.Equal("1", await server.ResultAsync(server.Mia, "count"));
    }

    [Fact]
    public async Task A_function_that_fails_keeps_everybody_out_also_when_it_is_negated()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/fails.js", "exports = () => { throw new Error('no'); };"),
            (RuledServer.Rules, """
                {"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{"%or":[
                  {"%not":{"%%true":{"%function":{"name":"fails","arguments":["%%root._id"]}}}},{"%%false":{"%function":{"name":"fails"}}},{"public":true}]},"read":true}]}
                """));
        await server.InsertAsync("""{"_id":1}""", """{"_id":2,"public":true}""");
        Assert.Equal("""[{"_id":2,"public":true}]""", await server.ResultAsync(server.Mia, "find"));
    }

    [Fact]
    public async Task A_function_that_its_own_rule_guards_sees_nothing()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/peek.js", """exports = async () => await context.services.get("mongodb-atlas").db("shop").collection("items").count() > 0;"""),
            (RuledServer.Rules, """{"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{"%%true":{"%function":{"name":"peek"}}},"read":true}]}"""));
        await server.InsertAsync("""{"_id":1}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
    }

    [Theory]
    [InlineData("owner", "[1]")]
    [InlineData("system", "[1,2]")]
    [InlineData("nested", "[1,2]")]
    [InlineData("asTom", "[2]")]
    public async Task Functions_have_the_rules_of_whom_they_run_as(string function, string ids)
    {
        const string source = """
            exports = async () => (await context.services.get("mongodb-atlas").db("shop").collection("items").find().toArray()).map(d => d._id.toString()).join();
            """;
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/owner.js", source), ("functions/system.js", source), ("functions/asTom.js", source),
            ("functions/nested.js", "exports = async () => await context.functions.execute('owner');"),
            ("functions/tom.js", "exports = async () => (await context.services.get('mongodb-atlas').db('shop').collection('users').findOne({ _id: 'tom' })).user;"),
            ("functions/config.json", """
                [{"name":"system","run_as_system":true},{"name":"nested","run_as_system":true},{"name":"tom","run_as_system":true},
                 {"name":"asTom","run_as_user_id_script_source":"exports = async () => await context.functions.execute('tom')"}]
                """),
            (RuledServer.Rules, """{"database":"shop","collection":"items","roles":[{"name":"owner","apply_when":{"owner":"%%user.id"},"read":true}]}"""));
        await server.InsertAsync("""{"_id":1,"owner":"$mia"}""", """{"_id":2,"owner":"$tom"}""");
        await server.InsertAsync(RuledServer.Collection("users"), """{"_id":"tom","user":"$tom"}""");
        Assert.Equal($"\"{ids.Trim('[', ']')}\"", (await server.Server.CallAsync(server.Mia.AccessToken, function, appId: "test-abcde")).Text);
    }

    [Fact]
    public async Task A_function_is_told_when_no_rule_covers_a_collection()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/f.js", "exports = async () => await context.services.get('mongodb-atlas').db('shop').collection('items').insertOne({});"));
        WireReply reply = await server.Server.CallAsync(server.Mia.AccessToken, "f", appId: "test-abcde");
        Assert.Equal((400, "FunctionExecutionError"), ((int)reply.Status, reply.String("error_code")));
        Assert.Contains("no rule exists for namespace 'shop.items'", reply.String("error"), System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_a_rule_calls_cannot_wait_for_the_transaction_that_asks()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            ("functions/noted.js", """
                exports = async id => {
                  try { await context.services.get("mongodb-atlas").db("log").collection("asked").insertOne({ id }); }
                  catch (e) { return e.message === "a function that a rule calls cannot write now: it would wait for the transaction in which the rule is asked"; }
                };
                """),
            ("functions/adds.js", """
                exports = async () => {
                  const client = context.services.get("mongodb-atlas"), session = client.startSession();
                  await session.withTransaction(() => client.db("shop").collection("items").insertOne({ _id: 1 }, { session }));
                };
                """),
            ("functions/config.json", """[{"name":"noted","private":true,"run_as_system":true}]"""),
            (RuledServer.Rules, """
                {"database":"shop","collection":"items","roles":[
                  {"name":"all","apply_when":{"%%true":{"%function":{"name":"noted","arguments":["%%root._id"]}}},"insert":true,"write":true}]}
                """));
        Assert.Equal("""{"$undefined":true}""", (await server.Server.CallAsync(server.Mia.AccessToken, "adds", appId: "test-abcde")).Text);
    }

    private static async Task<RuledServer> WithMembersAsync()
    {
        RuledServer server = await RuledServer.StartAsync(
            ("functions/isMember.js", Members), ("functions/config.json", """[{"name":"isMember","private":true,"run_as_system":true}]"""), (RuledServer.Rules, Rules));
        await server.InsertAsync(s_documents);
        await server.InsertAsync(RuledServer.Collection("lists"), """{"_id":"a","members":["$mia"]}""", """{"_id":"b","members":["$tom"]}""");
        return server;
    }
}
