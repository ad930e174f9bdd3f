using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>The rules that the reference gives as examples, for two users (app-folder 1.17, 6).</summary>
public sealed class ReferenceExampleTests
{
    [Fact]
    public async Task Owner_only()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """{"name":"owner","apply_when":{"owner":"%%user.id"},"read":true,"write":true}""",
            """{"_id":1,"owner":"$mia","n":1}""", """{"_id":2,"owner":"$tom","n":2}""", """{"_id":3,"n":3}""");
        Assert.Equal("""[{"_id":1,"owner":"$mia","n":1}]""", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("1", await server.ResultAsync(server.Tom, "count"));
        Assert.Equal("""[{"sum":2}]""", await server.ResultAsync(server.Tom, "aggregate", """{"pipeline":[{"$group":{"_id":null,"sum":{"$sum":"$n"}}},{"$project":{"_id":0}}]}"""));
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Mia, "updateMany", """{"query":{},"update":{"$inc":{"n":10}}}"""));
        Assert.Equal("""{"matchedCount":0,"modifiedCount":0}""", await server.ResultAsync(server.Mia, "updateOne", """{"query":{"_id":2},"update":{"$set":{"owner":"$mia"}}}"""));
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$set":{"owner":"$tom"}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"owner":"$tom"}}""", "insert not permitted");
        Assert.Equal("""{"insertedId":4}""", await server.ResultAsync(server.Mia, "insertOne", """{"document":{"_id":4,"owner":"$mia"}}"""));
        Assert.Equal("""{"deletedCount":0}""", await server.ResultAsync(server.Mia, "deleteOne", """{"query":{"_id":2}}"""));
        Assert.Equal("""{"deletedCount":1}""", await server.ResultAsync(server.Tom, "deleteMany", """{"query":{}}"""));
        Assert.Equal("""[{"_id":1,"owner":"$mia","n":11},{"_id":3,"n":3},{"_id":4,"owner":"$mia"}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task Public_read_and_owner_write()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """
            {"name":"owner","apply_when":{"owner":"%%user.id"},"read":true,"write":true},
            {"name":"reader","apply_when":{},"read":true,"write":false}
            """,
            """{"_id":1,"owner":"$mia"}""", """{"_id":2,"owner":"$tom"}""");
        Assert.Equal("""[{"_id":1,"owner":"$mia"},{"_id":2,"owner":"$tom"}]""", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("""{"_id":2,"owner":"$tom"}""", await server.ResultAsync(server.Tom, "findOneAndUpdate", """{"filter":{"_id":2},"update":{"$set":{"a":1}}}"""));
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":2},"update":{"$set":{"a":2}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":2},"update":{"$set":{"owner":"$mia"}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "findOneAndReplace", """{"filter":{"_id":2},"update":{"owner":"$mia"}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "deleteOne", """{"query":{"_id":2}}""", "delete not permitted");
        // An update of several documents is one unit.
        await server.RefusedAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"a":9}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"owner":"$tom"}}""", "insert not permitted");
        Assert.Equal("""[{"_id":1,"owner":"$mia"},{"_id":2,"owner":"$tom","a":1}]""", await server.StoredAsync());
    }

    [Fact]
    public async Task Field_level_secrets()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """
            {"name":"clerk","apply_when":{"clerk":"%%user.id"},"read":true,"write":true,"insert":true,"delete":false},
            {"name":"buyer","apply_when":{"buyer":"%%user.id"},"document_filters":{"read":true,"write":{"state":"open"}},"insert":false,"delete":false,
             "fields":{"note":{"read":true,"write":true},"margin":{"read":false}},"additional_fields":{"read":true,"write":false}}
            """,
            """{"_id":1,"buyer":"$mia","clerk":"$tom","state":"open","note":"x","margin":5}""",
            """{"_id":2,"buyer":"$mia","clerk":"$tom","state":"sent","note":"y","margin":6}""");
        Assert.Equal("""{"_id":1,"buyer":"$mia","clerk":"$tom","state":"open","note":"x"}""", await server.ResultAsync(server.Mia, "findOne"));
        Assert.Equal("""{"_id":1,"buyer":"$mia","clerk":"$tom","state":"open","note":"x","margin":5}""", await server.ResultAsync(server.Tom, "findOne"));
        Assert.Equal("""{"_id":1,"note":"x"}""", await server.ResultAsync(
            server.Mia, "findOneAndUpdate", """{"filter":{"_id":1},"update":{"$set":{"note":"z"}},"projection":{"note":1,"margin":1}}"""));
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$set":{"state":"sent"}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "updateOne", """{"query":{"_id":2},"update":{"$set":{"note":"z"}}}""", "update not permitted");
        await server.RefusedAsync(server.Mia, "deleteOne", """{"query":{"_id":1}}""", "delete not permitted");
        await server.RefusedAsync(server.Tom, "deleteOne", """{"query":{"_id":1}}""", "delete not permitted");
        await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"buyer":"$mia","note":"a"}}""", "insert not permitted");
        Assert.Equal("""{"matchedCount":2,"modifiedCount":2}""", await server.ResultAsync(server.Tom, "updateMany", """{"query":{},"update":{"$inc":{"margin":1}}}"""));
    }

    [Fact]
    public async Task Sharing_lists()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """
            {"name":"writer","apply_when":{"writers":"%%user.id"},"read":true,"write":true},
            {"name":"reader","apply_when":{"readers":"%%user.id"},"read":true}
            """,
            """{"_id":1,"writers":["$mia"],"readers":["$tom"]}""", """{"_id":2,"readers":["$tom","$mia"]}""", """{"_id":3,"writers":["x"]}""");
        Assert.Equal("2", await server.ResultAsync(server.Mia, "count"));
        Assert.Equal("""[{"_id":1},{"_id":2}]""", await server.ResultAsync(server.Tom, "find", """{"project":{"_id":1}}"""));
        await server.RefusedAsync(server.Tom, "updateOne", """{"query":{"_id":1},"update":{"$push":{"writers":"$tom"}}}""", "update not permitted");
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Mia, "updateOne", """{"query":{"_id":1},"update":{"$push":{"writers":"$tom"}}}"""));
        Assert.Equal("""{"matchedCount":1,"modifiedCount":1}""", await server.ResultAsync(server.Tom, "updateOne", """{"query":{"_id":1},"update":{"$set":{"a":1}}}"""));
    }

    [Fact]
    public async Task A_role_in_custom_data()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            (RuledServer.Rules, """
                {"database":"shop","collection":"items","roles":[
                  {"name":"admin","apply_when":{"%%user.custom_data.isAdmin":true},"read":true,"write":true},
                  {"name":"manager","apply_when":{"email":"%%user.custom_data.manages"},"read":true}]}
                """),
            ("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"people","user_id_field":"user"}"""));
        await server.InsertAsync("""{"_id":1,"email":"a"}""", """{"_id":2,"email":"b"}""", """{"_id":3}""");
        CollectionName people = RuledServer.Collection("people");
        await server.InsertAsync(people, """{"user":"$mia","isAdmin":true}""", """{"user":"$tom","manages":["a","c"]}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find", """{"query":{"_id":1}}"""));
        WireLogin mia = await server.RefreshAsync(server.Mia), tom = await server.RefreshAsync(server.Tom);
        Assert.Equal("3", await server.ResultAsync(mia, "count"));
        Assert.Equal("""[{"_id":1,"email":"a"}]""", await server.ResultAsync(tom, "find"));
        await server.RefusedAsync(tom, "updateOne", """{"query":{},"update":{"$set":{"a":1}}}""", "update not permitted");
    }

    [Fact]
    public async Task Insert_and_delete_by_themselves()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            """
            {"name":"writer","apply_when":{"%%user.id":"x"},"read":true,"write":true},
            {"name":"letterbox","apply_when":{},"write":{"%%prevRoot":{"%exists":false}},"insert":true,"delete":{"owner":"%%user.id"}}
            """,
            """{"_id":1,"owner":"$mia"}""");
        Assert.Equal("""{"insertedId":2}""", await server.ResultAsync(server.Mia, "insertOne", """{"document":{"_id":2,"owner":"$tom"}}"""));
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("""{"matchedCount":0,"modifiedCount":0}""", await server.ResultAsync(server.Mia, "updateMany", """{"query":{},"update":{"$set":{"a":1}}}"""));
        Assert.Equal("""[{"_id":1,"owner":"$mia"},{"_id":2,"owner":"$tom"}]""", await server.StoredAsync());
    }

    [Theory]
    [InlineData("\"insert\":false,\"delete\":true", false, true)]
    [InlineData("\"insert\":true,\"delete\":false", true, false)]
    [InlineData("\"insert\":{\"kind\":\"note\"},\"delete\":{\"kind\":\"note\"}", true, true)]
    [InlineData("\"insert\":{\"kind\":\"other\"},\"delete\":{\"kind\":\"other\"}", false, false)]
    public async Task Insert_and_delete_have_rules_of_their_own(string rules, bool inserts, bool deletes)
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(
            $$"""{"name":"all","apply_when":{},"read":true,"write":true,{{rules}}}""", """{"_id":1,"kind":"note"}""");
        if (inserts) await server.ResultAsync(server.Mia, "insertOne", """{"document":{"kind":"note"}}""");
        else await server.RefusedAsync(server.Mia, "insertOne", """{"document":{"kind":"note"}}""", "insert not permitted");
        if (deletes) Assert.Equal("""{"deletedCount":1}""", await server.ResultAsync(server.Tom, "deleteOne", """{"query":{"_id":1}}"""));
        else await server.RefusedAsync(server.Tom, "deleteOne", """{"query":{"_id":1}}""", "delete not permitted");
    }
}
