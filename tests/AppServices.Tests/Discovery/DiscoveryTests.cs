using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Tests.Rules;
using AppServices.Tests.Server;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Discovery;

/// <summary>What a user is told of an app, and what not (client-api 17.1).</summary>
public sealed class DiscoveryTests
{
    private const string Path = "/app/test-abcde/discovery";

    [Fact]
    public async Task A_user_is_told_what_is_for_it_and_nothing_else()
    {
        await using RuledServer server = await RuledServer.StartAsync(
            (RuledServer.Rules, Rule("items", """{"name":"mia","apply_when":{"%%user.id":{"%function":{"name":"who","arguments":[]}}},"read":true,"write":true}""")),
            (RuledServer.Rules.Replace("items", "own", StringComparison.Ordinal), Rule("own", """{"name":"owner","apply_when":{"owner":"%%user.id"},"read":true}""")),
            (RuledServer.Rules.Replace("items", "boxes", StringComparison.Ordinal), Rule("boxes",
                """{"name":"in","apply_when":{},"insert":true,"delete":false,"additional_fields":{"write":true},"document_filters":{"write":true,"read":false}}""")),
            (RuledServer.Rules.Replace("items", "none", StringComparison.Ordinal), Rule("none", """{"name":"none","apply_when":{"a":1,"%%user.id":"x"},"read":true}""")),
            (RuledServer.Rules.Replace("items", "shut", StringComparison.Ordinal), Rule("shut", """{"name":"shut","apply_when":{},"read":false,"insert":true,"delete":true}""")),
            (RuledServer.Rules.Replace("items", "lost", StringComparison.Ordinal), Rule("lost",
                """{"name":"lost","apply_when":{"a":1,"%%true":{"%function":{"name":"fails","arguments":[]}}},"read":true}""")),
            (RuledServer.Rules.Replace("items", "broken", StringComparison.Ordinal), "{"),
            ("functions/config.json", """
                [{"name":"open"},{"name":"hidden","private":true},{"name":"mine","can_evaluate":{"%%user.id":{"%function":{"name":"who","arguments":[]}}}},
                 {"name":"broken"},{"name":"who","private":true},{"name":"fails","private":true},{"name":"shut","can_evaluate":false}]
                """),
            ("functions/open.js", "exports = () => 1;"), ("functions/hidden.js", "exports = () => 1;"), ("functions/mine.js", "exports = () => 1;"),
            ("functions/shut.js", "exports = () => 1;"), ("functions/broken.js", "exports = ("), ("functions/fails.js", "exports = () => { throw 1; };"),
            ("functions/who.js", "exports = () => context.user.custom_data.none ?? context.user.id;"),
            ("services/gcm/config.json", """{"name":"gcm","type":"gcm","config":{}}"""));
        await server.InsertAsync(RuledServer.Collection("secret"), """{"_id":1}""");

        BsonDocument seen = await SeeAsync(server, server.Mia);
        Assert.Equal(["mine", "open"], Names(seen["functions"]));
        Assert.Equal(new BsonArray { new BsonDocument { ["name"] = "gcm", ["type"] = "gcm" } }, seen["services"]);
        Assert.Equal(new BsonArray { "bulkWrite" }, seen["extensions"]);
        Assert.Equal("appservices-server", seen["server"]["name"]);
        Assert.Matches(@"^\d+\.\d+\.\d+", seen["server"]["version"].AsString);
        Assert.Equal(DateTime.UtcNow, seen["server"]["time"].ToUniversalTime(), TimeSpan.FromMinutes(1));
        BsonValue database = Assert.Single(Assert.Single(seen["data_sources"].AsBsonArray)["databases"].AsBsonArray);
        Assert.Equal("shop", database["name"]);
        Assert.Equal(
            ["boxes: read insert update", "items: read insert update delete", "own: read", "shut: delete"],
            database["collections"].AsBsonArray.Select(Show));
    }

    [Theory]
    [InlineData("""{"name":"all","apply_when":{},"read":true}""", "items,others", true)]
    [InlineData("""{"name":"all","apply_when":{"owner":"%%user.id"},"read":true}""", "others", true)]
    [InlineData("""{"name":"all","apply_when":{"%%user.id":"x"},"read":true}""", "", false)]
    [InlineData("""{"name":"all","apply_when":{}}""", "", false)]
    public async Task The_default_rule_names_what_exists_only_where_it_surely_applies(string role, string expected, bool isSeen)
    {
        await using RuledServer server = await RuledServer.StartAsync(
            (RuledServer.DefaultRule, $$"""{"roles":[{{role}}]}"""),
            ("data_sources/mongodb-atlas/shop/others/schema.json", """{"title":"Other","bsonType":"object","properties":{"a":{"bsonType":"int"}}}"""));
        await server.InsertAsync("""{"_id":1}""");
        BsonArray sources = (await SeeAsync(server, server.Tom))["data_sources"].AsBsonArray;
        Assert.Equal(isSeen, sources.Count == 1);
        if (!isSeen) return;
        BsonArray databases = sources[0]["databases"].AsBsonArray;
        Assert.Equal(expected, string.Join(',', Names(Assert.Single(databases)["collections"])));
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_told_nothing()
    {
        await using RuledServer server = await RuledServer.StartAsync();
        (await server.Server.SendAsync("GET", Path)).AssertError(401, null, "unauthorized");
        Assert.Equal(401, (int)(await server.Server.SendAsync("GET", Path, server.Mia.RefreshToken)).Status);
        Assert.Equal(404, (int)(await server.Server.SendAsync("GET", "/app/other-abcde/discovery", server.Mia.AccessToken)).Status);
        BsonDocument seen = await SeeAsync(server, server.Mia);
        Assert.Empty(seen["functions"].AsBsonArray);
        Assert.Empty(seen["data_sources"].AsBsonArray);
    }

    private static string Rule(string collection, string role) => $$"""{"database":"shop","collection":"{{collection}}","roles":[{{role}}]}""";

    private static async Task<BsonDocument> SeeAsync(RuledServer server, WireLogin user)
    {
        WireReply reply = await server.Server.SendAsync("GET", Path, user.AccessToken);
        Assert.True((int)reply.Status == 200, reply.Text);
        return BsonDocument.Parse(reply.Text);
    }

    private static IEnumerable<string> Names(BsonValue items) =>
        items.AsBsonArray.Select(item => item is BsonDocument named ? named["name"].AsString : item.AsString);

    private static string Show(BsonValue collection) => collection["name"].AsString + ":" + string.Concat(
        ((string[])["read", "insert", "update", "delete"]).Where(right => collection[right].AsBoolean).Select(right => " " + right));
}
