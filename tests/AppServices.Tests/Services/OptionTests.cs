using System;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The options of the service's functions: each is honoured, or refused by name with nothing changed (client-api 7.1, 7.2).</summary>
public sealed class OptionTests(DocumentServer shared) : IClassFixture<DocumentServer>
{
    private readonly string _items = $"items-{Guid.NewGuid()}";

    private const string Everything = """[{"_id":{"$numberInt":"1"},"n":{"$numberInt":"2"}},{"_id":{"$numberInt":"2"},"n":{"$numberInt":"1"}},{"_id":{"$numberInt":"3"},"n":{"$numberInt":"3"}}]""";

    [Theory]
    [InlineData("find", "\"sort\":{\"n\":1},\"skip\":1,\"limit\":1,\"project\":{\"n\":0}", """[{"_id":{"$numberInt":"1"}}]""")]
    [InlineData("find", "\"sort\":{\"n\":1},\"limit\":-1,\"projection\":{\"n\":0}", """[{"_id":{"$numberInt":"2"}}]""")]
    [InlineData("find", "\"limit\":{\"$numberLong\":\"-9\"},\"project\":{\"n\":0},\"query\":{\"n\":3}", """[{"_id":{"$numberInt":"3"}}]""")]
    [InlineData("find", "\"skip\":{\"$numberLong\":\"9223372036854775807\"},\"limit\":9", "[]")]
    [InlineData("find", "\"skip\":{\"$numberLong\":\"9223372036854775807\"},\"limit\":9,\"sort\":{\"n\":1}", "[]")]
    [InlineData("findOne", "\"skip\":2,\"project\":{\"n\":0}", """{"_id":{"$numberInt":"3"}}""")]
    [InlineData("findOne", "\"skip\":1,\"sort\":{\"n\":-1},\"limit\":{\"$numberLong\":\"7\"},\"project\":{\"n\":0}", """{"_id":{"$numberInt":"1"}}""")]
    [InlineData("count", "\"skip\":1", """{"$numberLong":"2"}""")]
    [InlineData("count", "\"skip\":1,\"limit\":1", """{"$numberLong":"1"}""")]
    [InlineData("count", "\"limit\":-2", """{"$numberLong":"2"}""")]
    [InlineData("count", "\"query\":{\"n\":{\"$gt\":1}},\"skip\":9", """{"$numberLong":"0"}""")]
    [InlineData("find", "\"hint\":{\"$natural\":-1},\"project\":{\"n\":0},\"limit\":1", """[{"_id":{"$numberInt":"3"}}]""")]
    [InlineData("find", "\"hint\":\"n_1\",\"project\":{\"n\":0},\"limit\":1", """[{"_id":{"$numberInt":"2"}}]""")]
    [InlineData("find", "\"hint\":{\"n\":1},\"project\":{\"n\":0},\"query\":{\"n\":{\"$gt\":2}}", """[{"_id":{"$numberInt":"3"}}]""")]
    [InlineData("find", "\"hint\":{\"n\":1},\"project\":{\"n\":0},\"sort\":{\"_id\":-1},\"limit\":1", """[{"_id":{"$numberInt":"3"}}]""")]
    [InlineData("find", "\"hint\":\"_id_\",\"project\":{\"n\":0},\"query\":{\"n\":2}", """[{"_id":{"$numberInt":"1"}}]""")]
    [InlineData("count", "\"hint\":\"sparse\"", """{"$numberLong":"3"}""")]
    [InlineData("aggregate", "\"pipeline\":[{\"$project\":{\"n\":0}},{\"$limit\":1}],\"hint\":{\"n\":1}", """[{"_id":{"$numberInt":"2"}}]""")]
    [InlineData("find", "\"collation\":{\"locale\":\"simple\"},\"comment\":\"why\",\"batchSize\":2,\"allowDiskUse\":true,\"readConcern\":{\"level\":\"majority\"},\"project\":{\"n\":0},\"limit\":1", """[{"_id":{"$numberInt":"1"}}]""")]
    [InlineData("find", "\"sort\":null,\"limit\":null,\"hint\":null,\"collation\":null,\"maxTimeMS\":null,\"project\":{\"n\":0},\"skip\":2", """[{"_id":{"$numberInt":"3"}}]""")]
    public async Task Reads_honour_it(string function, string arguments, string expected)
    {
        await FillAsync();
        Assert.Equal(expected, await TextAsync(function, arguments));
    }

    [Theory]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"sort\":{\"n\":1}", 2)]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"sort\":{\"n\":-1}", 3)]
    [InlineData("updateOne", "\"update\":{\"n\":9},\"sort\":{\"n\":-1},\"upsert\":false", 3)]
    [InlineData("updateOne", "\"update\":[{\"$set\":{\"n\":9}}],\"hint\":{\"n\":1}", 2)]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"hint\":{\"$natural\":-1}", 3)]
    [InlineData("findOneAndUpdate", "\"update\":{\"$set\":{\"n\":9}},\"hint\":\"n_1\"", 2)]
    [InlineData("findOneAndReplace", "\"update\":{\"n\":9},\"sort\":{\"n\":1}", 2)]
    public async Task Writes_honour_it(string function, string arguments, int changed)
    {
        await FillAsync();
        await TextAsync(function, arguments);
        BsonArray found = (await shared.Server.ResultAsync(shared.AccessToken, "find", _items, "\"query\":{\"n\":9}")).AsBsonArray;
        Assert.Equal(changed, Assert.Single(found)["_id"].AsInt32);
    }

    [Fact]
    public async Task Inserts_without_order_go_on_after_an_error()
    {
        await FillAsync();
        Assert.Equal(400, (int)(await CallAsync("insertMany", "\"documents\":[{\"_id\":1},{\"_id\":4}],\"ordered\":false")).Status);
        Assert.Equal(400, (int)(await CallAsync("insertMany", "\"documents\":[{\"_id\":1},{\"_id\":5}],\"ordered\":true")).Status);
        Assert.Equal("""{"$numberLong":"4"}""", await TextAsync("count", ""));
    }

    [Theory]
    [InlineData("find", "\"foo\":1", "BSON field 'find.foo' is an unknown field.")]
    [InlineData("find", "\"filter\":{}", "'find.filter'")]
    [InlineData("find", "\"project\":{\"n\":1},\"projection\":{\"n\":1}", "'project' and 'projection'")]
    [InlineData("find", "\"let\":{\"x\":1}", "'let' of find is not supported")]
    [InlineData("find", "\"min\":{\"n\":1}", "'min' of find is not supported")]
    [InlineData("find", "\"limit\":\"1\"", "'limit' must be a number")]
    [InlineData("find", "\"limit\":{\"$numberDouble\":\"NaN\"}", "'limit' must be a number")]
    [InlineData("find", "\"limit\":{\"$numberLong\":\"-9223372036854775808\"}", "'limit'")]
    [InlineData("find", "\"skip\":-1", "BSON field 'skip' value must be >= 0, actual value '-1'")]
    [InlineData("find", "\"hint\":\"nope_1\"", "hint provided does not correspond to an existing index")]
    [InlineData("find", "\"hint\":{\"n\":-1}", "hint provided does not correspond to an existing index")]
    [InlineData("find", "\"hint\":7", "Hint must be a string or an object")]
    [InlineData("findOne", "\"hint\":{}", "hint provided does not correspond to an existing index")]
    [InlineData("findOne", "\"collation\":{}", "collation is not supported")]
    [InlineData("findOne", "\"collation\":{\"locale\":\"simple\",\"strength\":1}", "collation is not supported")]
    [InlineData("count", "\"hint\":\"nope\"", "hint provided")]
    [InlineData("count", "\"sort\":{\"n\":1}", "'count.sort'")]
    [InlineData("count", "\"collation\":{\"locale\":\"de\"}", "collation is not supported")]
    [InlineData("aggregate", "\"pipeline\":[],\"hint\":\"nope\"", "hint provided")]
    [InlineData("aggregate", "\"pipeline\":[],\"query\":{}", "'aggregate.query'")]
    [InlineData("aggregate", "\"pipeline\":[],\"let\":{\"x\":1}", "'let' of aggregate is not supported")]
    [InlineData("aggregate", "\"pipeline\":[],\"allowDiskUse\":1", "'allowDiskUse' must be true or false")]
    [InlineData("insertOne", "\"document\":{\"_id\":9},\"documents\":[]", "'insertOne.documents'")]
    [InlineData("insertMany", "\"documents\":[{\"_id\":9}],\"order\":false", "'insertMany.order'")]
    [InlineData("insertMany", "\"documents\":[{\"_id\":9}],\"ordered\":\"no\"", "'ordered' must be true or false")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"multi\":true", "'updateOne.multi'")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"sort\":1", "'sort' must be a document")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"sort\":{\"n\":2}", "must be 1 (for ascending)")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"hint\":\"nope\"", "hint provided")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"collation\":{\"locale\":\"de\"}", "collation is not supported")]
    [InlineData("updateOne", "\"update\":{\"$set\":{\"n\":9}},\"filter\":{\"_id\":3}", "'updateOne.filter'")]
    [InlineData("updateMany", "\"update\":{\"$set\":{\"n\":9}},\"sort\":{\"n\":1}", "'updateMany.sort'")]
    [InlineData("updateMany", "\"update\":{\"$set\":{\"n\":9}},\"upsert\":\"yes\"", "'upsert' must be true or false")]
    [InlineData("deleteOne", "\"sort\":{\"n\":1}", "'deleteOne.sort'")]
    [InlineData("deleteOne", "\"hint\":\"nope\"", "hint provided")]
    [InlineData("deleteMany", "\"filter\":{\"_id\":3}", "'deleteMany.filter'")]
    [InlineData("deleteMany", "\"limit\":1", "'deleteMany.limit'")]
    [InlineData("deleteMany", "\"collation\":{\"locale\":\"de\"}", "collation is not supported")]
    [InlineData("findOneAndUpdate", "\"update\":{\"$set\":{\"n\":9}},\"query\":{\"_id\":3}", "'findOneAndUpdate.query'")]
    [InlineData("findOneAndUpdate", "\"update\":{\"$set\":{\"n\":9}},\"returnDocument\":\"after\"", "'findOneAndUpdate.returnDocument'")]
    [InlineData("findOneAndUpdate", "\"update\":{\"$set\":{\"n\":9}},\"hint\":\"nope\"", "hint provided")]
    [InlineData("findOneAndReplace", "\"update\":{\"n\":9},\"arrayFilters\":[]", "'findOneAndReplace.arrayFilters'")]
    [InlineData("findOneAndReplace", "\"replacement\":{\"n\":9}", "'findOneAndReplace.replacement'")]
    [InlineData("findOneAndDelete", "\"query\":{\"_id\":3}", "'findOneAndDelete.query'")]
    public async Task What_a_function_does_not_have_is_refused_by_name_and_nothing_is_changed(string function, string arguments, string message)
    {
        await FillAsync();
        WireReply reply = await CallAsync(function, arguments);
        Assert.Equal((400, "MongoDBError"), ((int)reply.Status, reply.String("error_code")));
        Assert.Contains(message, reply.String("error"), StringComparison.Ordinal);
        Assert.Equal(Everything, await TextAsync("find", "\"hint\":{\"$natural\":1}"));
    }

    [Theory]
    [InlineData("updateOne", "\"query\":{\"_id\":7},\"update\":{\"$set\":{\"n\":9}},\"upsert\":false,\"arrayFilters\":null")]
    [InlineData("findOne", "\"limit\":{\"$numberLong\":\"1\"}")]
    [InlineData("findOneAndDelete", "\"filter\":{\"_id\":7},\"upsert\":true,\"returnNewDocument\":true,\"sort\":null,\"projection\":null")]
    [InlineData("findOneAndReplace", "\"filter\":{\"_id\":7},\"sort\":null,\"projection\":null")]
    [InlineData("count", "\"query\":null,\"limit\":{\"$numberLong\":\"0\"}")]
    public async Task What_official_clients_send_along_is_accepted(string function, string arguments)
    {
        await FillAsync();
        await TextAsync(function, arguments);
        Assert.Equal(Everything, await TextAsync("find", "\"hint\":{\"$natural\":1}"));
    }

    [Fact]
    public async Task An_unknown_option_of_watch_is_refused_before_the_stream()
    {
        string request = """{"name":"watch","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items","foo":1}]}""";
        WireReply reply = await shared.Server.SendAsync("GET", $"/app/{DocumentApp.Id}/functions/call?baas_request={Uri.EscapeDataString(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(request)))}", shared.AccessToken);
        reply.AssertError(400, "MongoDBError", "(Location40415) BSON field 'watch.foo' is an unknown field.");
    }

    private Task<WireReply> CallAsync(string function, string arguments) => shared.Server.CallAsync(shared.AccessToken, function, _items, arguments);

    private async Task<string> TextAsync(string function, string arguments)
    {
        WireReply reply = await CallAsync(function, arguments);
        Assert.True((int)reply.Status == 200, reply.Text);
        return reply.Text;
    }

    private async Task FillAsync()
    {
        await shared.Server.ResultAsync(shared.AccessToken, "insertMany", _items, "\"documents\":[{\"_id\":1,\"n\":2},{\"_id\":2,\"n\":1},{\"_id\":3,\"n\":3}]");
        var items = new CollectionName($"{DocumentApp.Id}/mongodb-atlas", "shop", _items);
        foreach (IndexDefinition index in new[] { new IndexDefinition(new BsonDocument("n", 1)), new IndexDefinition(new BsonDocument("s", 1)) { Name = "sparse", IsSparse = true } })
            await shared.Server.Data.Store.EnsureIndexAsync(items, index, TestContext.Current.CancellationToken);
    }
}
