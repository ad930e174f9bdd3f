using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using Xunit;

namespace AppServices.Tests.RoundTrips;

/// <summary>An app through all doors of which values can go: its service, functions, values, rules and custom user data.</summary>
internal static class RoundTripApp
{
    public const string Database = "context.services.get('mongodb-atlas').db('shop')";

    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 300 };

    /// <param name="values">The values that its value <c>all</c> and its environment have, as an array in Extended JSON.</param>
    public static AppFolder Create(string values)
    {
        AppFolder app = DocumentApp.Create()
            .Write("root_config.json", """{"app_id":"test-abcde","name":"test","environment":"testing"}""")
            .Write("environments/testing.json", $$$"""{"values":{"all":{{{values}}}}}""")
            .Write("values/all.json", $$"""{"name":"all","value":{{values}},"from_secret":false}""")
            .Write("values/text.json", $$"""{"name":"text","value":{{JsonSerializer.Serialize(values)}},"from_secret":false}""")
            .Write("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"members","user_id_field":"owner"}""")
            .Write("data_sources/mongodb-atlas/shop/hiding/rules.json", """{"database":"shop","collection":"hiding","roles":[{"name":"all","apply_when":{},"write":true,"fields":{"secret":{"read":false}},"additional_fields":{"read":true}}]}""")
            .Write("data_sources/mongodb-atlas/shop/judged/rules.json", """{"database":"shop","collection":"judged","roles":[{"name":"all","apply_when":{},"insert":true,"write":true,"read":{"%%true":{"%function":{"name":"isSame","arguments":["%%root.v"]}}}}]}""")
            .Write("data_sources/mongodb-atlas/shop/compared/rules.json", """{"database":"shop","collection":"compared","roles":[{"name":"all","apply_when":{},"insert":true,"write":true,"read":{"%%root.v":"%%values.all"}}]}""");
        foreach ((string name, string source) in Functions()) app.Write($"functions/{name}.js", source);
        return app;
    }

    /// <summary>What a function of the app returns.</summary>
    /// <param name="server">The server.</param>
    /// <param name="token">The caller's access token.</param>
    /// <param name="name">The function.</param>
    /// <param name="arguments">Its arguments in Extended JSON, with commas between.</param>
    public static async Task<string> RunAsync(this IWireServer server, string token, string name, string arguments = "")
    {
        WireReply reply = await server.SendAsync("POST", $"/app/{DocumentApp.Id}/functions/call", token, $$"""{"name":"{{name}}","arguments":[{{arguments}}]}""");
        Assert.True((int)reply.Status == 200, reply.Text);
        return Plain(reply.Text);
    }

    /// <summary>What a function of the service answers.</summary>
    public static async Task<string> AnswerAsync(this IWireServer server, string token, string function, string collection, string arguments)
    {
        WireReply reply = await DocumentApp.CallAsync(server, token, function, collection, arguments);
        Assert.True((int)reply.Status == 200, reply.Text);
        return Plain(reply.Text);
    }

    /// <summary>The same JSON, with no more escapes than it needs.</summary>
    private static string Plain(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 300 });
        return JsonSerializer.Serialize(document, s_plain);
    }

    private static IEnumerable<(string Name, string Source)> Functions() =>
    [
        ("mirror", "exports = x => x;"),
        ("isSame", "exports = v => EJSON.stringify(v) === context.values.get('text');"),
        ("throughEjson", "exports = x => EJSON.parse(EJSON.stringify(x));"),
        ("valueAll", "exports = () => context.values.get('all');"),
        ("environmentAll", "exports = () => context.environment.values.all;"),
        ("mine", "exports = () => context.user.custom_data.v;"),
        ("insert", $"exports = async d => {{ const c = {Database}.collection('items'); await c.insertOne(d); return await c.findOne({{ _id: d._id }}); }};"),
        ("set", $"exports = async (id, v) => {{ const c = {Database}.collection('items'); await c.updateOne({{ _id: id }}, {{ $set: {{ v }} }}, {{ upsert: true }}); return (await c.find({{ _id: id }}).toArray())[0].v; }};"),
        ("bulk", $"exports = async d => {{ const c = {Database}.collection('items'); await c.bulkWrite([{{ insertOne: {{ document: d }} }}]); return await c.findOneAndDelete({{ _id: d._id }}); }};"),
        ("copy", $"exports = async (from, to) => {{ const c = {Database}.collection('items'); const d = await c.findOne({{ _id: from }}); d._id = to; await c.insertOne(d); return await c.aggregate([{{ $match: {{ _id: to }} }}]).next(); }};"),
    ];
}
