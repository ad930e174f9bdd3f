using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Storage;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions.Data;

/// <summary><c>$indexStats</c>: which indexes a collection has, and how many searches went by them.</summary>
public sealed class IndexStatsTests
{
    private const string Read = """
        const stats = await items.aggregate([{ $indexStats: {} }, { $sort: { name: 1 } }]).toArray();
        return stats.map(s => [s.name, s.key, s.spec, s.accesses.ops, s.accesses.since instanceof Date, typeof s.host]);
        """;

    [Fact]
    public async Task The_uses_of_each_index_are_counted()
    {
        await using DataApp app = await DataApp.CreateAsync(
            "await items.findOne({ n: 1 }); await items.find({ n: { $gt: 0 } }).toArray(); await items.updateOne({ _id: 1 }, { $set: { a: 1 } }); await items.findOne({ a: 1 });" + Read,
            "{_id: 1, n: 1}");
        app.App.User = FunctionUser.System;
        await app.Store.EnsureIndexAsync(TestStore.Items, new IndexDefinition(new BsonDocument { ["n"] = 1, ["b"] = -1 }) { Name = "by n", IsUnique = true }, TestContext.Current.CancellationToken);
        Assert.Equal(
            """
            [["_id_",{"_id":{"$numberInt":"1"}},{"v":{"$numberInt":"2"},"key":{"_id":{"$numberInt":"1"}},"name":"_id_"},{"$numberLong":"1"},true,"string"],
            ["by n",{"n":{"$numberInt":"1"},"b":{"$numberInt":"-1"}},{"v":{"$numberInt":"2"},"key":{"n":{"$numberInt":"1"},"b":{"$numberInt":"-1"}},"name":"by n","unique":true},{"$numberLong":"2"},true,"string"]]
            """.ReplaceLineEndings(""),
            await app.App.CallAsync());
    }

    [Theory]
    [InlineData("[{ $match: {} }, { $indexStats: {} }]", "(Location40602) $indexStats is only valid as the first stage in a pipeline")]
    [InlineData("[{ $indexStats: { a: 1 } }]", "(Location28803) The $indexStats stage specification must be an empty object")]
    [InlineData("[{ $facet: { a: [{ $indexStats: {} }] } }]", "(Location40600) $indexStats is not allowed to be used inside of a $facet stage")]
    public async Task It_is_the_beginning_or_an_error(string pipeline, string problem)
    {
        await using DataApp app = await DataApp.CreateAsync($"return await items.aggregate({pipeline}).toArray().catch(e => e.message)");
        app.App.User = FunctionUser.System;
        Assert.Equal($"\"{problem}\"", await app.App.CallAsync());
    }

    [Fact]
    public async Task A_collection_that_is_not_there_has_none()
    {
        await using DataApp app = await DataApp.CreateAsync("return await items.aggregate([{ $indexStats: {} }]).toArray()");
        app.App.User = FunctionUser.System;
        Assert.Equal("[]", await app.App.CallAsync());
    }
}
