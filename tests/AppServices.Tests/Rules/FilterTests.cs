using System.Threading.Tasks;
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
}
