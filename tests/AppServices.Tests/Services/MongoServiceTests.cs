using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The MongoDB service as it answers on the wire (client-api 7).</summary>
public sealed class MongoServiceTests : DocumentServerTests
{
    [Theory]
    [InlineData("")]
    [InlineData("\"query\":null")]
    [InlineData("\"query\":{}")]
    [InlineData("\"query\":{},\"limit\":0,\"sort\":null,\"project\":null")]
    [InlineData("\"limit\":{\"$numberLong\":\"9\"}")]
    [InlineData("\"limit\":9.0")]
    public async Task A_missing_option_and_null_are_the_same(string arguments)
    {
        await InsertAsync("""{"_id":1},{"_id":2}""");
        Assert.Equal("""[{"_id":{"$numberInt":"1"}},{"_id":{"$numberInt":"2"}}]""", await TextAsync("find", arguments));
    }

    [Fact]
    public async Task Results_have_the_types_that_clients_check()
    {
        Assert.Equal("""{"insertedId":{"$numberInt":"1"}}""", await TextAsync("insertOne", "\"document\":{\"_id\":1,\"n\":1}"));
        Assert.Equal("""{"insertedIds":[{"$numberInt":"2"},"x"]}""", await TextAsync("insertMany", "\"documents\":[{\"_id\":2},{\"_id\":\"x\"}]"));
        Assert.Equal("""{"$numberLong":"3"}""", await TextAsync("count", ""));
        Assert.Equal(
            """{"matchedCount":{"$numberInt":"1"},"modifiedCount":{"$numberInt":"0"}}""",
            await TextAsync("updateOne", "\"query\":{\"_id\":1},\"update\":{\"$set\":{\"n\":1}},\"upsert\":false"));
        Assert.Equal(
            """{"matchedCount":{"$numberInt":"0"},"modifiedCount":{"$numberInt":"0"},"upsertedId":{"$numberInt":"7"}}""",
            await TextAsync("updateMany", "\"query\":{\"_id\":7},\"update\":{\"$set\":{\"n\":1}},\"upsert\":true"));
        Assert.Equal("""{"deletedCount":{"$numberInt":"4"}}""", await TextAsync("deleteMany", ""));
        Assert.Equal("null", await TextAsync("findOne", ""));
        Assert.Equal("null", await TextAsync("findOneAndUpdate", "\"filter\":{\"_id\":8},\"update\":{\"$set\":{\"n\":1}},\"upsert\":true"));
        Assert.Equal("[]", await TextAsync("find", "\"query\":{\"_id\":1}"));
    }

    [Fact]
    public async Task Documents_without_an_id_get_one_in_front()
    {
        BsonValue made = (await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"a\":1}"))["insertedId"];
        Assert.IsType<BsonObjectId>(made);
        BsonDocument found = (await Server.ResultAsync(AccessToken, "findOne", "items")).AsBsonDocument;
        Assert.Equal(new BsonDocument { ["_id"] = made, ["a"] = 1 }, found);
        Assert.Equal(["_id", "a"], found.Names);
    }

    [Fact]
    public async Task A_replace_without_a_replacement_deletes_as_realm_web_wants_it()
    {
        await InsertAsync("""{"_id":1,"n":1}""");
        Assert.Equal("""{"_id":{"$numberInt":"1"},"n":{"$numberInt":"1"}}""", await TextAsync("findOneAndReplace", "\"filter\":{\"n\":1}"));
        Assert.Equal("""{"$numberLong":"0"}""", await TextAsync("count", ""));
    }

    [Fact]
    public async Task What_was_inserted_before_the_one_that_fails_stays()
    {
        (await CallAsync("insertMany", "\"documents\":[{\"_id\":1},{\"_id\":1},{\"_id\":2}]"))
            .AssertError(400, "MongoDBError", "Duplicate key error: E11000 duplicate key error collection: shop.items index: _id_ dup key: { _id: 1 }");
        Assert.Equal("""[{"_id":{"$numberInt":"1"}}]""", await TextAsync("find", ""));
    }

    [Fact]
    public async Task Arguments_that_are_no_arguments_are_named()
    {
        (await CallAsync("find", "\"query\":1")).AssertError(400, "MongoDBError", "(TypeMismatch) 'query' must be a document");
        (await CallAsync("find", "\"collation\":{\"locale\":\"de\"}")).AssertError(
            400, "MongoDBError", "(CommandNotSupported) collation is not supported by the embedded database");
        (await CallAsync("insertOne", "")).AssertError(400, "MongoDBError", "(BadValue) 'document' is a required document");
        (await CallAsync("who", "")).AssertError(400, "FunctionExecutionError", "'who' is no function of service 'mongodb-atlas'");
        (await Server.SendAsync("POST", $"/app/{DocumentApp.Id}/functions/call", AccessToken, """{"name":"find","service":"mongodb-atlas","arguments":[]}"""))
            .AssertError(400, "ArgumentsNotAllowed", "a service function takes one argument, which is a document");
        (await Server.SendAsync("POST", $"/app/{DocumentApp.Id}/functions/call", AccessToken, """{"name":"find","service":"mongodb-atlas","arguments":[{"database":"shop"}]}"""))
            .AssertError(400, "MongoDBError", "(BadValue) 'collection' is a required string");
    }

    [Fact]
    public async Task Half_of_a_character_is_refused_as_it_is_in_any_request()
    {
        WireReply reply = await CallAsync("insertOne", "\"document\":{\"text\":\"\\ud800\"}");
        Assert.Equal(400, (int)reply.Status);
        Assert.Equal("""{"$numberLong":"0"}""", await TextAsync("count", ""));
    }

    [Fact]
    public async Task A_hundred_writers_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Server.ResultAsync(
            AccessToken, "updateOne", "items", "\"query\":{\"_id\":\"counter\"},\"update\":{\"$inc\":{\"n\":1}},\"upsert\":true")));
        Assert.Equal(100, (await Server.ResultAsync(AccessToken, "findOne", "items"))["n"].AsInt32);
    }

    private Task<WireReply> CallAsync(string function, string arguments) => Server.CallAsync(AccessToken, function, "items", arguments);

    private async Task<string> TextAsync(string function, string arguments)
    {
        WireReply reply = await CallAsync(function, arguments);
        Assert.Equal((200, "application/json; charset=utf-8"), ((int)reply.Status, reply.ContentType));
        return reply.Text;
    }

    private Task<BsonValue> InsertAsync(string documents) => Server.ResultAsync(AccessToken, "insertMany", "items", $"\"documents\":[{documents}]");
}
