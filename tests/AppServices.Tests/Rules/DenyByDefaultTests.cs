using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>No rules, no access; and who is let in by the default rule (app-folder 6.3, 6.10).</summary>
public sealed class DenyByDefaultTests
{
    [Theory]
    [InlineData("find", "")]
    [InlineData("findOne", "")]
    [InlineData("count", "")]
    [InlineData("aggregate", """{"pipeline":[]}""")]
    [InlineData("insertOne", """{"document":{"a":1}}""")]
    [InlineData("insertMany", """{"documents":[{"a":1}]}""")]
    [InlineData("updateOne", """{"query":{},"update":{"$set":{"a":1}},"upsert":true}""")]
    [InlineData("updateMany", """{"query":{},"update":{"$set":{"a":1}}}""")]
    [InlineData("deleteOne", """{"query":{}}""")]
    [InlineData("deleteMany", """{"query":{}}""")]
    [InlineData("findOneAndUpdate", """{"filter":{},"update":{"$set":{"a":1}}}""")]
    [InlineData("findOneAndReplace", """{"filter":{},"update":{"a":1}}""")]
    [InlineData("findOneAndDelete", """{"filter":{}}""")]
    // Nor is anything read of what is asked.
    [InlineData("find", """{"query":{"$what":1}}""")]
    [InlineData("findOne", """{"project":{"a":{"$what":1}}}""")]
    [InlineData("count", """{"query":{"$what":1}}""")]
    [InlineData("aggregate", """{"pipeline":[{"$what":1}]}""")]
    [InlineData("updateOne", """{"query":{"$what":1},"update":{"$what":1}}""")]
    [InlineData("deleteMany", """{"query":{"$what":1}}""")]
    [InlineData("findOneAndUpdate", """{"filter":{"$what":1},"update":{"$what":1}}""")]
    public async Task Without_a_rule_nothing_can_be_done(string function, string arguments)
    {
        await using RuledServer server = await RuledServer.StartAsync((RuledServer.Rules.Replace("items", "others", System.StringComparison.Ordinal),
            """{"database":"shop","collection":"others","roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}"""));
        await server.InsertAsync("""{"_id":1}""");
        (await server.CallAsync(server.Mia, function, arguments)).AssertError(403, "NoMatchingRuleFound", "no rule exists for namespace 'shop.items'");
        Assert.Equal("""[{"_id":1}]""", await server.StoredAsync());
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", collection: "others"));
    }

    [Fact]
    public async Task Without_a_role_that_applies_there_is_nothing_to_see_and_nothing_can_be_written()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """{"name":"nobody","apply_when":{"%%user.id":"nobody"},"read":true,"write":true}""", """{"_id":1}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("null", await server.ResultAsync(server.Mia, "findOne"));
        Assert.Equal("0", await server.ResultAsync(server.Mia, "count"));
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "aggregate", """{"pipeline":[{"$match":{}}]}"""));
        Assert.Equal("""{"matchedCount":0,"modifiedCount":0}""", await server.ResultAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"a":1}}}"""));
        Assert.Equal("""{"deletedCount":0}""", await server.ResultAsync(server.Mia, "deleteMany", """{"query":{}}"""));
        Assert.Equal("null", await server.ResultAsync(server.Mia, "findOneAndDelete", """{"filter":{}}"""));
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{}}""", "insert not permitted");
        await server.RefusedAsync(server.Mia, "findOneAndUpdate", """{"filter":{"_id":2},"update":{"$set":{"a":1}},"upsert":true}""", "insert not permitted");
        Assert.Equal("""[{"_id":1}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task The_default_rule_is_for_collections_without_roles_of_their_own()
    {
        const string everything = """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true}]}""";
        const string nothing = """{"database":"shop","collection":"items","roles":[{"name":"none","apply_when":false,"read":true}]}""";
        const string schema = """{"title":"Other","bsonType":"object","properties":{"a":{"bsonType":"int"}}}""";
        await using RuledServer server = await RuledServer.StartAsync(
            (RuledServer.DefaultRule, everything), (RuledServer.Rules, nothing), ("data_sources/mongodb-atlas/shop/others/schema.json", schema));
        await server.InsertAsync("""{"_id":1}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("""{"insertedId":2}""", await server.ResultAsync(server.Mia, "insertOne", """{"document":{"_id":2,"a":1}}""", "others"));
        Assert.Equal("""[{"_id":2,"a":1}]""", await server.ResultAsync(server.Tom, "find", "", "others"));
        WireReply byTitle = await server.Server.SendAsync(
            "POST", "/app/test-abcde/functions/call", server.Tom.AccessToken,
            """{"service":"mongodb-atlas","name":"find","arguments":[{"schema_name":"Other"}]}""");
        Assert.Equal("""[{"_id":{"$numberInt":"2"},"a":{"$numberInt":"1"}}]""", byTitle.Text);
    }

    [Fact]
    public async Task Rules_of_the_old_layout_hold_too()
    {
        await using RuledServer server = await RuledServer.StartAsync(("data_sources/mongodb-atlas/rules/shop.items.json", """
            {"id":"1","database":"shop","collection":"items","roles":[{"name":"owner","apply_when":{"owner":"%%user.id"},"read":true,"write":true}],
             "schema":{"title":"Item","properties":{"n":{"bsonType":"int"}}},"relationships":{}}
            """));
        await server.InsertAsync("""{"_id":1,"owner":"$mia"}""");
        Assert.Equal("1", await server.ResultAsync(server.Mia, "count"));
        Assert.Equal("[]", await server.ResultAsync(server.Tom, "find"));
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"owner":"$mia","n":"x"}}""", "'n' must be of type int", "SchemaValidationFailedWrite");
    }

    [Fact]
    public async Task Roles_that_grant_nothing_by_their_fields_deny()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """{"name":"default","apply_when":{},"insert":true,"delete":true,"search":true,"additional_fields":{}}""", """{"_id":1}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{}}""", "insert not permitted");
    }
}
