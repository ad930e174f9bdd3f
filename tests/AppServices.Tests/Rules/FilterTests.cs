using System.Threading.Tasks;
using AppServices.Tests.Server;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>Filters are part of every query (app-folder 6.6).</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task A_filter_narrows_what_everybody_finds()
    {
        await using RuledServer server = await RuledServer.StartAsync((RuledServer.Rules, """
            {"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"read":true,"write":true}],
             "filters":[{"name":"own","apply_when":{"%%user.type":"normal"},"query":{"$or":[{"owner":"%%user.id"},{"public":true}]},"projection":{"secret":0}},
                        {"name":"never","apply_when":{"%%user.type":"server"},"query":{"_id":0}}]}
            """));
        await server.InsertAsync("""{"_id":1,"owner":"$mia","secret":1}""", """{"_id":2,"owner":"$tom","secret":2}""", """{"_id":3,"public":true}""");
        Assert.Equal("""[{"_id":1,"owner":"$mia"},{"_id":3,"public":true}]""", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("""[{"_id":2,"owner":"$tom"}]""", await server.ResultAsync(server.Tom, "find", """{"query":{"owner":{"$exists":true}}}"""));
        Assert.Equal("""{"deletedCount":0}""", await server.ResultAsync(server.Tom, "deleteOne", """{"query":{"_id":1}}"""));
        Assert.Equal("0", await server.ResultAsync(server.Tom, "count", """{"query":{"secret":2}}"""));
    }

    [Fact]
    public async Task A_filter_whose_query_cannot_be_said_finds_nothing()
    {
        await using RuledServer server = await RuledServer.StartAsync((RuledServer.Rules, """
            {"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"read":true,"write":true}],
             "filters":[{"name":"own","query":{"ref":{"%stringToOid":"%%user.custom_data.ref"}}}]}
            """));
        await server.InsertAsync("""{"_id":1}""");
        Assert.Equal("[]", await server.ResultAsync(server.Mia, "find"));
        Assert.Equal("0", await server.ResultAsync(server.Mia, "count"));
        Assert.Equal("""{"deletedCount":0}""", await server.ResultAsync(server.Mia, "deleteMany", """{"query":{}}"""));
    }

    [Theory]
    [InlineData("""{"team":"%%user.custom_data.team"}""")]
    [InlineData("""{"$or":[{"team":"%%user.custom_data.team"}]}""")]
    [InlineData("""{"$nor":[{"team":{"$not":"%%user.custom_data.team"}}]}""")]
    [InlineData("""{"team":{"$in":"%%user.custom_data.teams"}}""")]
    [InlineData("""{"team":{"$in":["%%user.custom_data.team"]}}""")]
    [InlineData("""{"team":{"$all":["%%user.custom_data.team"]}}""")]
    [InlineData("""{"team":{"$not":{"$nin":["%%user.custom_data.team"]}}}""")]
    [InlineData("""{"tags":{"$elemMatch":{"name":"%%user.custom_data.team"}}}""")]
    [InlineData("""{"tags":{"$elemMatch":"%%user.custom_data.team"}}""")]
    [InlineData("""{"$and":["%%user.custom_data.query"]}""")]
    [InlineData("""{"$expr":{"$eq":["$team","%%user.custom_data.team"]}}""")]
    [InlineData("""{"$expr":{"$in":["$team","%%user.custom_data.teams"]}}""")]
    [InlineData("""{"$jsonSchema":{"required":["team"],"properties":"%%user.custom_data.query"}}""")]
    [InlineData("""{"team":{"%function":{"name":"same","arguments":["%%user.custom_data.team"]}}}""")]
    [InlineData("""{"$expr":{"$eq":["$team",{"%function":{"name":"same","arguments":["%%user.custom_data.team"]}}]}}""")]
    public async Task What_a_user_writes_of_itself_stays_a_value_of_a_filter(string query)
    {
        await using RuledServer server = await WithCustomDataAsync(query);
        foreach (string team in (string[])["""{"$ne":1}""", """{"$exists":true}""", """{"$regex":"."}""", """{"$gt":""}""", """{"$not":{"$eq":1}}""",
            """{"$regularExpression":{"pattern":".","options":""}}""", """{"$elemMatch":{"$exists":true}}""", "\"$team\"", """{"$literal":true}"""])
        {
            WireLogin user = await server.LogInAsync();
            await server.InsertAsync(RuledServer.Collection("people"),
                $$"""{"user":"{{user.UserId}}","team":{{team}},"teams":[{{team}}],"query":{"team":{"$exists":true} } }""");
            WireReply found = await server.CallAsync(await server.RefreshAsync(user), "find");
            Assert.True(found.Text == "[]" || (int)found.Status == 400, $"{team} finds {found.Text}");
        }
    }

    [Theory]
    [InlineData("""{"team":"%%user.custom_data.team"}""")]
    [InlineData("""{"team":{"$in":"%%user.custom_data.teams"}}""")]
    [InlineData("""{"team":{"$gte":"%%user.custom_data.team"}}""")]
    [InlineData("""{"team":{"$regex":"%%user.custom_data.team"}}""")]
    [InlineData("""{"team":{"$not":{"$ne":"%%user.custom_data.team"}}}""")]
    [InlineData("""{"tags":{"$elemMatch":{"name":"%%user.custom_data.team"}}}""")]
    [InlineData("""{"$expr":{"$eq":["$team","%%user.custom_data.team"]}}""")]
    [InlineData("""{"$jsonSchema":{"required":["team"],"properties":{"team":{"enum":["%%user.custom_data.team"]}}}}""")]
    [InlineData("""{"team":{"%function":{"name":"same","arguments":["%%user.custom_data.team"]}}}""")]
    [InlineData("""{"$and":[{"%function":{"name":"ofTeam","arguments":["%%user.custom_data.team"]}}]}""")]
    [InlineData("""{"team":"%%values.teamTest"}""")]
    public async Task A_filter_finds_by_what_a_user_is(string query)
    {
        await using RuledServer server = await WithCustomDataAsync(query);
        await server.InsertAsync(
            RuledServer.Collection("people"), """{"user":"$mia","team":"red","teams":["red"]}""");
        WireLogin mia = await server.RefreshAsync(server.Mia);
        Assert.Equal("""[{"_id":2,"team":"red","tags":[{"name":"red"}]}]""", await server.ResultAsync(mia, "find"));
        Assert.Equal("1", await server.ResultAsync(mia, "count"));
    }

    private static async Task<RuledServer> WithCustomDataAsync(string query)
    {
        RuledServer server = await RuledServer.StartAsync(
            (RuledServer.Rules, $$$"""
                {"database":"shop","collection":"items","roles":[{"name":"all","apply_when":{},"read":true}],
                 "filters":[{"name":"f","apply_when":{},"query":{{{query}}}}]}
                """),
            ("auth/custom_user_data.json", """
                {"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"people","user_id_field":"user"}
                """),
            ("values/teamTest.json", """{"name":"teamTest","value":{"$in":["red"]}}"""),
            ("functions/same.js", "exports = value => value;"),
            ("functions/ofTeam.js", "exports = team => ({ team: { $in: [String(team)] } });"),
            ("functions/config.json", """[{"name":"same","private":true},{"name":"ofTeam","private":true}]"""));
        await server.InsertAsync("""{"_id":1,"team":"blue","tags":[{"name":"blue"}]}""", """{"_id":2,"team":"red","tags":[{"name":"red"}]}""");
        return server;
    }
}
