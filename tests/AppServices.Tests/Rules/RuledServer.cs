using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Operations;
using AppServices.Server.Rules;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Tests.Server;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>
/// A server with rules for the collection <c>shop.items</c> of <c>mongodb-atlas</c>, and two users who talk to it over HTTP. In all
/// texts <c>$mia</c> and <c>$tom</c> stand for their ids.
/// </summary>
internal sealed class RuledServer : IAsyncDisposable
{
    public const string Rules = "data_sources/mongodb-atlas/shop/items/rules.json";
    public const string DefaultRule = "data_sources/mongodb-atlas/default_rule.json";
    public const string Schema = "data_sources/mongodb-atlas/shop/items/schema.json";

    private static readonly CollectionName s_items = Collection("items");

    private readonly AppFolder _folder;

    private RuledServer(AppFolder folder, AppServerFixture server) => (_folder, Server) = (folder, server);

    public AppServerFixture Server { get; }

    public WireLogin Mia { get; private set; } = null!;

    public WireLogin Tom { get; private set; } = null!;

    public static CollectionName Collection(string name) => new("test-abcde/mongodb-atlas", "shop", name);

    /// <summary>A server whose collection has these roles, and documents.</summary>
    public static async Task<RuledServer> WithRolesAsync(string roles, params string[] documents)
    {
        RuledServer server = await StartAsync((Rules, $$"""{"database":"shop","collection":"items","roles":[{{roles}}]}"""));
        await server.InsertAsync(documents);
        return server;
    }

    public static Task<RuledServer> StartAsync(params IEnumerable<(string Path, string Text)> files) => StartAsync(new RuleSettings(), files);

    public static async Task<RuledServer> StartAsync(RuleSettings settings, params IEnumerable<(string Path, string Text)> files)
    {
        AppFolder folder = new AppFolder().Write("root_config.json", AppFolder.Root).Write("auth/providers.json", AppFolder.Providers)
            .Write("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas"}""");
        foreach ((string path, string text) in files) folder.Write(path, text);
        var server = new RuledServer(folder, await AppServerFixture.StartAsync(options => options with { Settings = new ServerSettings { Rules = settings } }, folder));
        server.Mia = await server.LogInAsync();
        server.Tom = await server.LogInAsync();
        return server;
    }

    public Task<WireLogin> LogInAsync() => Server.LogInAsync(appId: "test-abcde");

    /// <summary>The same user with a new token, which has the custom data that there are now.</summary>
    public async Task<WireLogin> RefreshAsync(WireLogin user) =>
        user with { AccessToken = (await Server.SendAsync("POST", "/auth/session", user.RefreshToken)).String("access_token") };

    /// <summary>Puts documents into the collection, without rules.</summary>
    public Task InsertAsync(params string[] documents) => InsertAsync(s_items, documents);

    public async Task InsertAsync(CollectionName collection, params string[] documents) => await Server.Data.Store.Operations().WriteAsync(
        collection, documents.Select(WriteCommand (document) => new WriteCommand.Insert(Parse(document))).ToArray(), isOrdered: true,
        TestContext.Current.CancellationToken);

    /// <summary>All documents that are there, in plain JSON.</summary>
    public async Task<string> StoredAsync()
    {
        List<BsonDocument> all = await Server.Data.Store.Operations().FindAsync(s_items, new FindCommand([]), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        return Plain(new BsonArray(all));
    }

    /// <summary>Calls a function of the service on the collection; the arguments are an object without database and collection.</summary>
    public Task<WireReply> CallAsync(WireLogin user, string function, string arguments = "", string collection = "items")
    {
        string rest = arguments.Length == 0 ? "}" : "," + Fill(arguments)[1..];
        return Server.SendAsync(
            "POST", "/app/test-abcde/functions/call", user.AccessToken,
            $$"""{"service":"mongodb-atlas","name":"{{function}}","arguments":[{"database":"shop","collection":"{{collection}}"{{rest}}]}""");
    }

    /// <summary>A call that must succeed; its result in plain JSON.</summary>
    public async Task<string> ResultAsync(WireLogin user, string function, string arguments = "", string collection = "items")
    {
        WireReply reply = await CallAsync(user, function, arguments, collection);
        Assert.True((int)reply.Status == 200, reply.Text);
        return Plain(EjsonReader.Parse(Encoding.UTF8.GetBytes(reply.Text)));
    }

    /// <summary>A call that must be refused.</summary>
    public async Task RefusedAsync(WireLogin user, string function, string arguments, string text, string code = "MongoDBError", int status = 400)
    {
        WireReply reply = await CallAsync(user, function, arguments);
        Assert.True((int)reply.Status == status, reply.Text);
        Assert.Equal(code, reply.String("error_code"));
        Assert.Contains(text, reply.String("error"), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private BsonDocument Parse(string document) => EjsonReader.Parse(Encoding.UTF8.GetBytes(Fill(document))).AsBsonDocument;

    private string Fill(string text) => text.Replace("$mia", Mia.UserId, StringComparison.Ordinal).Replace("$tom", Tom.UserId, StringComparison.Ordinal);

    private string Plain(BsonValue value) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(value.ToJson()))
        .Replace(Mia.UserId, "$mia", StringComparison.Ordinal).Replace(Tom.UserId, "$tom", StringComparison.Ordinal);
}
