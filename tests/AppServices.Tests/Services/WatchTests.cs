using System;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The stream of <c>watch</c> as it is on the wire (client-api 8).</summary>
public sealed class WatchTests : DocumentServerTests
{
    [Fact]
    public async Task A_change_is_one_line_of_data_in_which_percent_signs_are_escaped()
    {
        using WatchClient stream = await OpenAsync();
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":1,\"text\":\"50% off\\n%0A\"}");
        string line = (await stream.ReadLineAsync())!;
        Assert.StartsWith("data: {\"_id\":{\"_data\":\"82", line, StringComparison.Ordinal);
        Assert.Contains("\"50%25 off\\n%250A\"", line, StringComparison.Ordinal);
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":2,\"text\":\"50% off\\n%0A\"}");
        BsonDocument change = await stream.ReadAsync();
        Assert.Equal(("insert", 2, "50% off\n%0A"), (change["operationType"], change["documentKey"]["_id"], change["fullDocument"]["text"]));
        Assert.IsType<BsonTimestamp>(change["clusterTime"]);
    }

    [Fact]
    public async Task A_stream_goes_on_after_an_event_that_the_client_names()
    {
        BsonDocument first;
        using (WatchClient stream = await OpenAsync())
        {
            await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":1}");
            first = await stream.ReadAsync();
        }

        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":2}");
        using WatchClient resumed = await OpenAsync($",\"resumeAfter\":{first["_id"].ToJson()}");
        Assert.Equal(2, (await resumed.ReadAsync())["documentKey"]["_id"]);
    }

    [Fact]
    public async Task Other_collections_are_not_heard()
    {
        using WatchClient stream = await OpenAsync();
        await Server.ResultAsync(AccessToken, "insertOne", "others", "\"document\":{\"_id\":1}");
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":2}");
        Assert.Equal("items", (await stream.ReadAsync())["ns"]["coll"]);
    }

    [Fact]
    public async Task Compact_events_have_short_keys_and_no_document_for_updates()
    {
        using WatchClient stream = await OpenAsync(",\"useCompactEvents\":true,\"filter\":{\"fullDocument.n\":{\"$gte\":1}}");
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":1,\"n\":1,\"old\":1,\"__stitch_sync_version\":{\"v\":7}}");
        await Server.ResultAsync(AccessToken, "updateOne", "items", "\"query\":{\"_id\":1},\"update\":{\"$set\":{\"n\":2},\"$unset\":{\"old\":1}}");
        await Server.ResultAsync(AccessToken, "findOneAndReplace", "items", "\"filter\":{\"_id\":1},\"update\":{\"n\":3}");
        Assert.Equal(
            BsonDocument.Parse("{ot: 'insert', ns: {db: 'shop', coll: 'items'}, dk: {_id: 1}, fd: {_id: 1, n: 1, old: 1, __stitch_sync_version: {v: 7}}, sdv: {v: 7}}"),
            await stream.ReadAsync());
        Assert.Equal(
            BsonDocument.Parse("{ot: 'update', ns: {db: 'shop', coll: 'items'}, dk: {_id: 1}, ud: {updatedFields: {n: 2}, removedFields: ['old']}, sdv: {v: 7}}"),
            await stream.ReadAsync());
        Assert.Equal(
            BsonDocument.Parse("{ot: 'replace', ns: {db: 'shop', coll: 'items'}, dk: {_id: 1}, fd: {_id: 1, n: 3}}"), await stream.ReadAsync());
    }

    [Theory]
    [InlineData(",\"filter\":{\"$who\":1}", "(BadValue) unknown top level operator: $who")]
    [InlineData(",\"ids\":1", "(TypeMismatch) 'ids' must be an array")]
    [InlineData(",\"useCompactEvents\":\"yes\"", "(TypeMismatch) 'useCompactEvents' must be true or false")]
    [InlineData(",\"resumeAfter\":{\"_data\":\"zz\"}", "(InvalidResumeToken) The resume token is not one of this server.")]
    public async Task What_cannot_be_watched_is_refused_before_the_stream(string arguments, string message)
    {
        using HttpResponseMessage response = await WatchClient.SendAsync(Server, Path(arguments), AccessToken);
        WireReply reply = await WireReply.ReadAsync(response);
        Assert.Contains(message, reply.String("error"), StringComparison.Ordinal);
        Assert.Equal((400, "MongoDBError"), ((int)reply.Status, reply.String("error_code")));
    }

    [Fact]
    public async Task Nobody_watches_without_a_session()
    {
        (await Server.SendAsync("GET", Path())).AssertError(401, null, "unauthorized");
        (await Server.SendAsync("GET", Path().Replace("baas_request=", "baas_request=%21", StringComparison.Ordinal), AccessToken))
            .AssertError(400, "BadRequest", "the query parameter 'baas_request' must be a JSON object in base64");
    }

    private static string Path(string arguments = "") => WatchClient.Path(DocumentApp.Id, "items", arguments);

    private Task<WatchClient> OpenAsync(string arguments = "") => WatchClient.OpenAsync(Server, Path(arguments), AccessToken);
}
