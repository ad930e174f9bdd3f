using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using CsCheck;
using Xunit;

namespace AppServices.Tests.RoundTrips;

/// <summary>Every value comes back as it was sent, whatever way it took through the server (client-api 12, app-folder 4.4).</summary>
public sealed class RoundTripTests(RoundTripServer shared) : IClassFixture<RoundTripServer>
{
    private static readonly string s_edges = CanonicalValues.Array(CanonicalValues.Edges);

    // What functions write: undefined becomes null there.
    private static readonly string s_edgesOfScripts = CanonicalValues.Array(CanonicalValues.Edges.Where(edge => !edge.Contains("$undefined", StringComparison.Ordinal)));

    private readonly AppServerFixture _server = shared.Server;
    private readonly string _token = shared.AccessToken;
    private readonly string _items = $"items-{Guid.NewGuid()}";

    [Fact]
    public async Task Through_inserts_reads_and_a_restart()
    {
        string document = $$"""{"_id":"a","v":{{s_edges}}}""";
        await AnswerAsync("insertOne", $"\"document\":{document}");
        Assert.Equal(document, await AnswerAsync("findOne", ""));
        Assert.Equal($"[{document}]", await AnswerAsync("find", "\"query\":{\"_id\":\"a\"}"));
    }

    [Fact]
    public async Task Through_a_restart()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("round-trips-");
        using AppFolder app = RoundTripApp.Create(s_edges);
        string document = $$"""{"_id":"a","v":{{s_edges}}}""", token;
        await using (AppServerFixture server = await StartAsync())
        {
            token = await DocumentApp.LogInAsync(server);
            await server.AnswerAsync(token, "insertOne", "items", $"\"document\":{document}");
        }
        await using (AppServerFixture server = await StartAsync())
            Assert.Equal(document, await server.AnswerAsync(token, "findOne", "items", ""));
        data.Delete(recursive: true);

        Task<AppServerFixture> StartAsync() => AppServerFixture.StartAsync(options => options with { DataFolder = Path.Combine(data.FullName, "data") }, app);
    }

    [Theory]
    [InlineData("""{"$set":{"v":$v}}""")]
    [InlineData("""{"$push":{"v":{"$each":$v}}}""")]
    [InlineData("""[{"$set":{"v":{"$literal":$v}}}]""")]
    [InlineData("""{"v":$v}""")]
    public async Task Through_updates(string update)
    {
        update = update.Replace("$v", s_edges, StringComparison.Ordinal);
        string expected = $$"""{"_id":"a","v":{{s_edges}}}""";
        await AnswerAsync("updateOne", $$$"""
            "query":{"_id":"a"},"update":{{{update}}},"upsert":true
            """);
        Assert.Equal(expected, await AnswerAsync("findOne", ""));
        await AnswerAsync("updateOne", """ "query":{"_id":"a"},"update":{"$set":{"v":[]}} """);
        Assert.Equal(expected, await AnswerAsync("findOneAndUpdate", $$$"""
            "filter":{"_id":"a"},"update":{{{update}}},"returnNewDocument":true
            """));
        Assert.Equal(expected, await AnswerAsync("findOneAndDelete", ""));
        Assert.Equal(expected, await AnswerAsync("findOneAndUpdate", $$$"""
            "filter":{"_id":"a","v":{"$eq":{{{s_edges}}}}},"update":{"$setOnInsert":{}},"upsert":true,"returnNewDocument":true
            """));
    }

    [Theory]
    [InlineData("""{"$project":{"v":1,"_id":0}}""")]
    [InlineData("""{"$project":{"v":"$v","_id":0}}""")]
    [InlineData("""{"$replaceRoot":{"newRoot":{"v":"$v"}}}""")]
    [InlineData("""{"$unset":"_id"}""")]
    [InlineData("""{"$group":{"_id":"$v"}},{"$project":{"v":"$_id","_id":0}}""")]
    [InlineData("""{"$group":{"_id":null,"v":{"$first":"$v"}}},{"$unset":"_id"}""")]
    [InlineData("""{"$facet":{"v":[{"$unset":"_id"}]}},{"$unwind":"$v"},{"$replaceWith":"$v"}""")]
    [InlineData("""{"$sort":{"v":1}},{"$set":{"w":"$v"}},{"$project":{"v":"$w","_id":0}}""")]
    [InlineData("""{"$set":{"v":{"$map":{"input":"$v","in":"$$this"}}}},{"$unset":"_id"}""")]
    [InlineData("""{"$set":{"v":{"$concatArrays":[[],"$v"]}}},{"$unset":"_id"}""")]
    [InlineData("""{"$set":{"v":{"$literal":$edges}}},{"$unset":"_id"}""")]
    public async Task Through_pipelines(string stages)
    {
        await AnswerAsync("insertOne", $$$"""
            "document":{"_id":"a","v":{{{s_edges}}}}
            """);
        string pipeline = stages.Replace("$edges", s_edges, StringComparison.Ordinal);
        Assert.Equal($$"""[{"v":{{s_edges}}}]""", await AnswerAsync("aggregate", $"\"pipeline\":[{pipeline}]"));
    }

    [Fact]
    public async Task Through_the_id_and_its_key_and_through_an_index()
    {
        string[] ids = CanonicalValues.Edges.Where(edge => edge[0] != '[' && !edge.StartsWith("{\"$regularExpression", StringComparison.Ordinal) && !edge.StartsWith("{\"$undefined", StringComparison.Ordinal)
            // No _id can have such a field, and the server puts the time in the place of an empty one.
            && !edge.StartsWith("{\"$a", StringComparison.Ordinal)
            && edge != """{"$timestamp":{"t":0,"i":0}}""").ToArray();
        await IndexAsync("v");
        foreach (string id in ids)
        {
            string document = $$"""{"_id":{{id}},"v":{{id}}}""";
            Assert.Equal($$"""{"insertedId":{{id}}}""", await AnswerAsync("insertOne", $"\"document\":{document}"));
            Assert.Equal(document, await AnswerAsync("findOne", $"\"query\":{{\"_id\":{{\"$eq\":{id}}}}}"));
            Assert.Equal(document, await AnswerAsync("findOne", $"\"query\":{{\"v\":{{\"$eq\":{id}}}}}"));
            Assert.Equal(document, await AnswerAsync("findOneAndDelete", $"\"filter\":{{\"v\":{{{(id.StartsWith("{\"$a", StringComparison.Ordinal) ? $"\"$eq\":{id}" : $"\"$in\":[{id}]")}}}}}"));
        }
    }

    [Fact]
    public async Task Through_functions()
    {
        Assert.Equal(s_edges, await RunAsync("mirror", s_edges));
        Assert.Equal(s_edges, await RunAsync("throughEjson", s_edges));
        Assert.Equal(s_edges, await RunAsync("valueAll"));
        Assert.Equal(s_edges, await RunAsync("environmentAll"));
        string document = $$"""{"_id":"a","v":{{s_edgesOfScripts}}}""";
        Assert.Equal(document, await RunAsync("insert", document));
        Assert.Equal(document, await _server.AnswerAsync(_token, "findOne", "items", """ "query":{"_id":"a"} """));
        Assert.Equal(s_edgesOfScripts, await RunAsync("set", $"\"b\",{s_edgesOfScripts}"));
        Assert.Equal(document.Replace("{\"_id\":\"a\"", "{\"_id\":\"c\"", StringComparison.Ordinal), await RunAsync("copy", "\"a\",\"c\""));
        Assert.Equal(document.Replace("{\"_id\":\"a\"", "{\"_id\":\"d\"", StringComparison.Ordinal), await RunAsync("bulk", document.Replace("{\"_id\":\"a\"", "{\"_id\":\"d\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Through_rules()
    {
        string document = $$"""{"_id":"a","v":{{s_edges}}}""";
        foreach (string collection in new[] { "judged", "compared", "hiding" })
        {
            await _server.AnswerAsync(_token, "insertOne", collection, $"\"document\":{document}");
            Assert.Equal($"[{document}]", await _server.AnswerAsync(_token, "find", collection, ""));
            Assert.Equal(document, await _server.AnswerAsync(_token, "findOneAndUpdate", collection, """ "filter":{},"update":{"$set":{"x":1}},"projection":{"x":0} """));
        }
    }

    [Fact]
    public async Task Through_watch()
    {
        string document = $$"""{"_id":"a","v":{{s_edges}},"deep":{{CanonicalValues.Nested(99)}},"z":null}""";
        using StreamReader stream = await WatchAsync();
        await AnswerAsync("insertOne", $"\"document\":{document}");
        Assert.Contains($"\"fullDocument\":{document},", await EventAsync(stream), StringComparison.Ordinal);
        // What only the bytes tell apart has changed all the same.
        await AnswerAsync("updateOne", """ "query":{},"update":{"$set":{"z":{"$numberDouble":"0.0"},"d":{"$numberDecimal":"1.0"}}} """);
        await EventAsync(stream);
        await AnswerAsync("updateOne", """ "query":{},"update":{"$set":{"z":{"$numberDouble":"-0.0"},"d":{"$numberDecimal":"1.00"}}} """);
        Assert.Contains(
            """ "updatedFields":{"z":{"$numberDouble":"-0.0"},"d":{"$numberDecimal":"1.00"}} """.Trim(), await EventAsync(stream), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Through_custom_user_data_in_tokens_and_functions()
    {
        WireLogin login = await _server.LogInAsync("anon-user", "{}", DocumentApp.Id);
        // An ObjectId is plain text there, by design (client-api 3.9).
        string plain = CanonicalValues.Array(CanonicalValues.Edges.Where(edge => !edge.Contains("$oid", StringComparison.Ordinal)));
        await _server.AnswerAsync(_token, "insertOne", "members", $$$"""
            "document":{"owner":"{{{login.UserId}}}","v":{{{plain}}}}
            """);
        string token = (await _server.SendAsync("POST", "/auth/session", login.RefreshToken)).String("access_token");
        Assert.Equal(plain, await _server.RunAsync(token, "mine"));
        using JsonDocument claims = JsonDocument.Parse(Base64(token.Split('.')[1]));
        Assert.Equal(plain, claims.RootElement.GetProperty("user_data").GetProperty("v").GetRawText());
    }

    [Fact]
    public async Task Whatever_they_are() => await CanonicalValues.Any.Array[1, 20].SampleAsync(
        async values =>
        {
            string all = CanonicalValues.Array(values);
            string id = Guid.NewGuid().ToString();
            string document = $$"""{"_id":"{{id}}","v":{{all}}}""";
            await AnswerAsync("insertOne", $"\"document\":{document}");
            Assert.Equal(document, await AnswerAsync("findOne", $"\"query\":{{\"_id\":\"{id}\"}}"));
            Assert.Equal(all, await RunAsync("mirror", all));
            Assert.Equal(all.Replace("{\"$undefined\":true}", "null", StringComparison.Ordinal), await RunAsync("set", $"\"{id}\",{all}"));
        },
        iter: 40, threads: 1);

    private Task<string> AnswerAsync(string function, string arguments) => _server.AnswerAsync(_token, function, _items, arguments);

    private Task<string> RunAsync(string name, string arguments = "") => _server.RunAsync(_token, name, arguments);

    private Task<string> IndexAsync(string field) => _server.Data.Store.EnsureIndexAsync(
        new AppServices.Server.Storage.CollectionName($"{DocumentApp.Id}/mongodb-atlas", "shop", _items),
        new AppServices.Server.Storage.IndexDefinition(new MongoDB.Bson.BsonDocument(field, 1)), TestContext.Current.CancellationToken);

    private async Task<StreamReader> WatchAsync()
    {
        string request = $$"""{"name":"watch","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{_items}}"}]}""";
        var message = new HttpRequestMessage(HttpMethod.Get, $"/api/client/v2.0/app/{DocumentApp.Id}/functions/call?baas_request={Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(request)))}");
        message.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", _token);
        HttpResponseMessage response = await _server.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 }) { }
        return stream;
    }

    private static async Task<string> EventAsync(StreamReader stream)
    {
        while (true)
        {
            string line = await stream.ReadLineAsync(TestContext.Current.CancellationToken) ?? throw new EndOfStreamException();
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return line[6..].Replace("%0A", "\n", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
        }
    }

    private static byte[] Base64(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
