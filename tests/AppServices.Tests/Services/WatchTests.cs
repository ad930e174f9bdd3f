using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>The stream of <c>watch</c> as it is on the wire (protocol.md 8).</summary>
public sealed class WatchTests : DocumentServerTests
{
    [Fact]
    public async Task A_change_is_one_line_of_data_in_which_percent_signs_are_escaped()
    {
        using HttpResponseMessage response = await OpenAsync();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        using StreamReader stream = await OpenedAsync(response);
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":1,\"text\":\"50% off\\n%0A\"}");
        string line = (await stream.ReadLineAsync(Token))!;
        Assert.StartsWith("data: {\"_id\":{\"_data\":\"82", line, StringComparison.Ordinal);
        Assert.Contains("\"50%25 off\\n%250A\"", line, StringComparison.Ordinal);
        Assert.Equal("", await stream.ReadLineAsync(Token));
        BsonDocument change = Decode(line);
        Assert.Equal(("insert", 1, "50% off\n%0A"), (change["operationType"], change["documentKey"]["_id"], change["fullDocument"]["text"]));
        Assert.IsType<BsonTimestamp>(change["clusterTime"]);
    }

    [Fact]
    public async Task A_stream_goes_on_after_an_event_that_the_client_names()
    {
        BsonDocument first;
        using (HttpResponseMessage response = await OpenAsync())
        {
            using StreamReader stream = await OpenedAsync(response);
            await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":1}");
            first = Decode((await stream.ReadLineAsync(Token))!);
        }

        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":2}");
        using HttpResponseMessage resumed = await OpenAsync($",\"resumeAfter\":{first["_id"].ToJson()}");
        using StreamReader rest = await OpenedAsync(resumed);
        Assert.Equal(2, Decode((await rest.ReadLineAsync(Token))!)["documentKey"]["_id"]);
    }

    [Fact]
    public async Task Other_collections_are_not_heard()
    {
        using HttpResponseMessage response = await OpenAsync();
        using StreamReader stream = await OpenedAsync(response);
        await Server.ResultAsync(AccessToken, "insertOne", "others", "\"document\":{\"_id\":1}");
        await Server.ResultAsync(AccessToken, "insertOne", "items", "\"document\":{\"_id\":2}");
        Assert.Equal("items", Decode((await stream.ReadLineAsync(Token))!)["ns"]["coll"]);
    }

    [Theory]
    [InlineData(",\"filter\":{\"$who\":1}", "(BadValue) unknown top level operator: $who")]
    [InlineData(",\"ids\":1", "(TypeMismatch) 'ids' must be an array")]
    [InlineData(",\"resumeAfter\":{\"_data\":\"zz\"}", "(InvalidResumeToken) The resume token is not one of this server.")]
    public async Task What_cannot_be_watched_is_refused_before_the_stream(string arguments, string message)
    {
        using HttpResponseMessage response = await OpenAsync(arguments);
        WireReply reply = await WireReply.ReadAsync(response);
        Assert.Contains(message, reply.String("error"), StringComparison.Ordinal);
        Assert.Equal((400, "MongoDBError"), ((int)reply.Status, reply.String("error_code")));
    }

    [Fact]
    public async Task Nobody_watches_without_a_session()
    {
        (await Server.SendAsync("GET", Path(""))).AssertError(401, null, "unauthorized");
        (await Server.SendAsync("GET", Path("").Replace("baas_request=", "baas_request=%21", StringComparison.Ordinal), AccessToken))
            .AssertError(400, "BadRequest", "the query parameter 'baas_request' must be a JSON object in base64");
    }

    private static System.Threading.CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Path(string arguments)
    {
        string request = $$"""{"name":"watch","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items"{{arguments}}}]}""";
        return $"/app/{DocumentApp.Id}/functions/call?baas_request={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(request)))}";
    }

    private async Task<HttpResponseMessage> OpenAsync(string arguments = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + Path(arguments));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AccessToken);
        request.Headers.Accept.ParseAdd("text/event-stream");
        return await Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>The stream after its first comment, from when on no change is missed.</summary>
    private static async Task<StreamReader> OpenedAsync(HttpResponseMessage response)
    {
        var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.StartsWith(":", await stream.ReadLineAsync(Token), StringComparison.Ordinal);
        Assert.Equal("", await stream.ReadLineAsync(Token));
        return stream;
    }

    private static BsonDocument Decode(string line) => BsonDocument.Parse(line["data: ".Length..]
        .Replace("%0A", "\n", StringComparison.Ordinal).Replace("%0D", "\r", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal));
}
