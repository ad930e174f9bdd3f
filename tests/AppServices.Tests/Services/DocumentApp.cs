using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using MongoDB.Bson;

namespace AppServices.Tests.Services;

/// <summary>An app with a data source that everybody may use, and the calls of its service.</summary>
internal static class DocumentApp
{
    public const string Id = "test-abcde";

    /// <summary>A role that may do everything.</summary>
    public const string OpenRule = """{"roles":[{"name":"all","apply_when":{},"read":true,"write":true,"insert":true,"delete":true}],"filters":[]}""";

    public static AppFolder Create() => new(
        KeyValuePair.Create("root_config.json", AppFolder.Root),
        KeyValuePair.Create("auth/providers.json", AppFolder.Providers),
        KeyValuePair.Create("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}"""),
        KeyValuePair.Create("data_sources/mongodb-atlas/default_rule.json", OpenRule));

    public static async Task<string> LogInAsync(this IWireServer server) => (await server.LogInAsync("anon-user", "{}", Id)).AccessToken;

    /// <summary>Calls a function of the service on a collection of the database <c>shop</c>.</summary>
    /// <param name="server">The server.</param>
    /// <param name="token">The caller's access token.</param>
    /// <param name="function">The function, such as <c>find</c>.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="arguments">The rest of its argument: the inside of a JSON object; empty for none.</param>
    public static Task<WireReply> CallAsync(this IWireServer server, string token, string function, string collection, string arguments) => server.SendAsync(
        "POST", $"/app/{Id}/functions/call", token,
        $$"""{"name":"{{function}}","service":"mongodb-atlas","arguments":[{"database":"shop","collection":"{{collection}}"{{(arguments.Length > 0 ? "," : "")}}{{arguments}}}]}""");

    /// <summary>A call that must succeed, and its result.</summary>
    public static async Task<BsonValue> ResultAsync(this IWireServer server, string token, string function, string collection, string arguments = "")
    {
        WireReply reply = await server.CallAsync(token, function, collection, arguments);
        return (int)reply.Status == 200 ? MongoDB.Bson.Serialization.BsonSerializer.Deserialize<BsonDocument>($$"""{"r":{{reply.Text}}}""")["r"] : throw new InvalidOperationException(reply.Text);
    }
}
