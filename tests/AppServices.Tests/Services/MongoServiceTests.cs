using System;
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
    public async Task What_fits_goes_out_whole_and_says_its_length_and_many_documents_go_out_while_they_are_read()
    {
        await InsertAsync("""{"_id":1},{"_id":2}""");
        foreach (string function in (string[])["find", "findOne", "count", "no such function"])
            Assert.NotEqual(true, (await CallAsync(function, "")).Headers.TransferEncodingChunked);

        string text = new('x', 10_000);
        await InsertAsync(string.Join(',', Enumerable.Range(3, 8).Select(id => $$"""{"_id":{{id}},"text":"{{text}}"}""")));
        Assert.True((await CallAsync("find", "")).Headers.TransferEncodingChunked);
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

    [Theory]
    [InlineData("", "[1]", "", 1, 0, "1: Duplicate key error")]
    [InlineData(",\"ordered\":true", "[1]", "", 1, 0, "1: Duplicate key error")]
    [InlineData(",\"ordered\":false", "[1,3]", "[0,1,4,5,9]", 2, 1, "1: Duplicate key error|4: (FailedToParse) Unknown modifier|6: Duplicate key error")]
    public async Task Bulk_writes_tell_what_they_did_and_what_failed(string ordered, string inserted, string left, int count, int deleted, string errors)
    {
        await InsertAsync("""{"_id":0},{"_id":4},{"_id":6}""");
        BsonValue reply = await Server.ResultAsync(AccessToken, "bulkWrite", "items", """
            "operations":[{"insertOne":{"document":{"_id":1}}},{"insertOne":{"document":{"_id":4}}},{"replaceOne":{"filter":{"_id":9},"replacement":{"a":1},"upsert":true}},
              {"insertOne":{"document":{"_id":5}}},{"updateMany":{"filter":{},"update":{"$who":1}}},{"deleteOne":{"filter":{"_id":6}}},
              {"insertOne":{"document":{"_id":5}}},{"updateMany":{"filter":{"_id":{"$gte":5}},"update":{"$set":{"b":1}}}}]
            """ + ordered);
        Assert.Equal(count, reply["insertedCount"].AsInt32);
        Assert.Equal(deleted, reply["deletedCount"].AsInt32);
        Assert.Equal(deleted == 0 ? 0 : 2, reply["modifiedCount"].AsInt32);
        Assert.Equal(deleted, reply["upsertedCount"].AsInt32);
        Assert.Equal(inserted == "[1]" ? "0=1" : "0=1,3=5", string.Join(',', reply["insertedIds"].AsBsonArray.Select(id => $"{id["index"]}={id["_id"]}")));
        Assert.Equal(
            errors.Split('|'),
            reply["writeErrors"].AsBsonArray.Select(error => $"{error["index"]}: {error["errmsg"]}").Zip(errors.Split('|'), (told, start) => told[..Math.Min(told.Length, start.Length)]));
        string[] ids = [.. (await Server.ResultAsync(AccessToken, "find", "items", "\"sort\":{\"_id\":1}")).AsBsonArray.Select(found => found["_id"].ToString()!)];
        Assert.Equal(deleted == 0 ? "[0,1,4,6]" : left, $"[{string.Join(',', ids)}]");
    }

    [Fact]
    public async Task Bulk_writes_that_are_none_are_refused()
    {
        (await CallAsync("bulkWrite", "")).AssertError(400, "MongoDBError", "(BadValue) must provide at least one element");
        (await CallAsync("bulkWrite", "\"operations\":[{\"drop\":{}}]")).AssertError(400, "MongoDBError", "(FailedToParse) 'drop' is no operation of bulkWrite");
        (await CallAsync("bulkWrite", "\"operations\":[{\"deleteMany\":{}}]")).AssertError(400, "MongoDBError", "(BadValue) 'filter' is a required document");
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
