using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>Change streams pass the rules for reading.</summary>
public sealed class RuledWatchTests
{
    private const string Roles = """
        {"name":"owner","apply_when":{"owner":"%%user.id"},"fields":{"secret":{"read":false}},"additional_fields":{"read":true,"write":true}},
        {"name":"admin","apply_when":{"%%user.id":"nobody"},"read":true}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_hears_of_what_he_may_see()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles, """{"_id":1,"owner":"$mia","a":1,"b":1,"secret":1}""", """{"_id":2,"owner":"$tom"}""");
        using HttpResponseMessage mine = await OpenAsync(server, server.Mia, "");
        using StreamReader events = await OpenedAsync(mine);
        await server.ResultAsync(server.Tom, "updateOne", """{"query":{},"update":{"$set":{"a":5}}}""");
        await server.InsertAsync("""{"_id":3,"owner":"$mia","secret":3}""");
        await WriteAsync(server, """{"_id":1}""", """{"$set":{"a":2,"secret":2},"$unset":{"b":1}}""");
        await WriteAsync(server, """{"_id":3}""", """{"$unset":{"secret":1}}""");
        await WriteAsync(server, """{"_id":3}""", """{"$set":{"a":[1,2,3],"secret":[1,2,3]}}""");
        await WriteAsync(server, """{"_id":3}""", """{"$set":{"a.1":0,"secret.1":0}}""");
        await WriteAsync(server, """{"_id":3}""", """{"$set":{"owner":"x"}}""");
        await DeleteAsync(server, 2);
        await DeleteAsync(server, 1);

        BsonDocument inserted = await NextAsync(events);
        Assert.Equal(("insert", 3), (inserted["operationType"], inserted["documentKey"]["_id"]));
        Assert.Equal(BsonDocument.Parse($$"""{"_id":3,"owner":"{{server.Mia.UserId}}"}"""), inserted["fullDocument"]);
        BsonDocument updated = await NextAsync(events);
        Assert.Equal(BsonDocument.Parse("""{"updatedFields":{"a":2},"removedFields":["b"]}"""), updated["updateDescription"]);
        Assert.Equal(BsonDocument.Parse($$"""{"_id":1,"owner":"{{server.Mia.UserId}}","a":2}"""), updated["fullDocument"]);
        BsonDocument hidden = await NextAsync(events);
        Assert.Equal(BsonDocument.Parse("""{"updatedFields":{},"removedFields":[]}"""), hidden["updateDescription"]);
        await NextAsync(events);
        BsonDocument item = await NextAsync(events);
        Assert.Equal(BsonDocument.Parse("""{"updatedFields":{"a.1":0},"removedFields":[]}"""), item["updateDescription"]);
        BsonDocument deleted = await NextAsync(events);
        Assert.Equal(("delete", 1), (deleted["operationType"], deleted["documentKey"]["_id"]));
        Assert.False(deleted.Contains("fullDocument"));
    }

    [Fact]
    public async Task A_filter_of_events_does_not_tell_what_is_hidden()
    {
        await using RuledServer server = await RuledServer.WithRolesAsync(Roles);
        using HttpResponseMessage mine = await OpenAsync(server, server.Mia, ""","filter":{"fullDocument.secret":{"$exists":false}}""");
        using StreamReader events = await OpenedAsync(mine);
        using HttpResponseMessage probing = await OpenAsync(server, server.Mia, ""","filter":{"$or":[{"fullDocument.secret":1},{"fullDocument.end":true}]}""");
        using StreamReader found = await OpenedAsync(probing);
        await server.InsertAsync("""{"_id":1,"owner":"$mia","secret":1}""", """{"_id":2,"owner":"$mia","end":true}""");
        Assert.Equal(1, (await NextAsync(events))["documentKey"]["_id"]);
        Assert.Equal(2, (await NextAsync(found))["documentKey"]["_id"]);
    }

    [Fact]
    public async Task Without_a_rule_there_is_no_stream()
    {
        await using RuledServer server = await RuledServer.StartAsync();
        using HttpResponseMessage response = await OpenAsync(server, server.Mia, "");
        (await WireReply.ReadAsync(response)).AssertError(403, "NoMatchingRuleFound", "no rule exists for namespace 'shop.items'");
    }

    private static async Task WriteAsync(RuledServer server, string filter, string update) => await server.Server.Data.Store.Operations().WriteAsync(
        RuledServer.Collection("items"),
        [new AppServices.Server.Operations.WriteCommand.Update(BsonDocument.Parse(filter), BsonDocument.Parse(update))], isOrdered: true, Token);

    private static async Task DeleteAsync(RuledServer server, int id) => await server.Server.Data.Store.Operations().WriteAsync(
        RuledServer.Collection("items"), [new AppServices.Server.Operations.WriteCommand.Delete(new BsonDocument("_id", id))], isOrdered: true, Token);

    private static async Task<HttpResponseMessage> OpenAsync(RuledServer server, WireLogin user, string arguments)
    {
        string call = $$"""{"name":"watch","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"items"{{arguments}}}]}""";
        string path = $"/app/test-abcde/functions/call?baas_request={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(call)))}";
        using var request = new HttpRequestMessage(HttpMethod.Get, WireRequests.Api + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.AccessToken);
        return await server.Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    private static async Task<StreamReader> OpenedAsync(HttpResponseMessage response)
    {
        var stream = new StreamReader(await response.Content.ReadAsStreamAsync(Token));
        Assert.StartsWith(":", await stream.ReadLineAsync(Token), StringComparison.Ordinal);
        return stream;
    }

    private static async Task<BsonDocument> NextAsync(StreamReader stream)
    {
        while (true)
            if (await stream.ReadLineAsync(Token) is ['d', 'a', 't', 'a', ':', ..] line) return BsonDocument.Parse(line[5..]);
    }
}
