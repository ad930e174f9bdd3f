using System;
using System.Threading.Tasks;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Tests.Auth;
using AppServices.Tests.Server;
using AppServices.Tests.Storage;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Services;

/// <summary>A server whose users watch: with accounts, keys, a reset function, custom user data, and rules that ask for them.</summary>
public sealed class WatchedApp : IAsyncLifetime
{
    internal const string Id = AppServerFixture.QuickstartAppId;
    internal const string Password = AuthRequests.Password;

    private static readonly CollectionName s_members = new($"{Id}/mongodb-atlas", "shop", "members");

    private readonly AppFolder _folder = AuthApp.Create(
        [
            AuthApp.Provider("anon-user"), AuthApp.Provider("api-key"),
            AuthApp.Provider("local-userpass", "\"config\":{\"autoConfirm\":true,\"runResetFunction\":true,\"resetFunctionName\":\"reset\"}"),
        ],
        AuthApp.Function("reset", "exports = (_, answer) => { console.log('TOKENS ' + JSON.stringify(_)); return { status: answer }; };"),
        ("data_sources/mongodb-atlas/config.json", """{"name":"mongodb-atlas","type":"mongodb-atlas","config":{}}"""),
        ("data_sources/mongodb-atlas/default_rule.json", DocumentApp.OpenRule),
        ("data_sources/mongodb-atlas/shop/secrets/rules.json", """
            {"database":"shop","collection":"secrets","roles":[
              {"name":"high","apply_when":{"%%user.custom_data.level":{"$gte":3}},"read":true},
              {"name":"all","apply_when":{},"read":{"%%root.open":true}}]}
            """),
        ("data_sources/mongodb-atlas/shop/asked/rules.json", """
            {"database":"shop","collection":"asked","roles":[{"name":"all","apply_when":{"%%true":{"%function":{"name":"told"}}},"read":true}]}
            """),
        AuthApp.Function("told", "exports = () => { console.log('QUERY ' + context.request.rawQueryString); return true; };"),
        AuthApp.Function("query", "exports = () => context.request.rawQueryString;"),
        ("auth/custom_user_data.json", """{"enabled":true,"mongo_service_name":"mongodb-atlas","database_name":"shop","collection_name":"members","user_id_field":"_id"}"""));

    internal SettableClock Clock { get; } = new();

    internal AppServerFixture Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await AppServerFixture.StartAsync(Clock, _folder);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    internal static string NewEmail() => $"{Guid.NewGuid():N}@example.com";

    internal Task<WireLogin> LogInAgainAsync(string email, string password = Password) => Server.LogInAsync("local-userpass", AuthRequests.Login(email, password));

    internal Task<WireLogin> LogInByKeyAsync(string key) => Server.LogInAsync("api-key", AuthRequests.Json(new { key }));

    internal Task<WatchClient> WatchAsync(string accessToken, string collection) => WatchClient.OpenAsync(Server, WatchClient.Path(Id, collection), accessToken);

    /// <summary>Inserts a document past all rules.</summary>
    internal Task InsertAsync(string collection, BsonDocument document) => Server.Data.Store.Operations().WriteAsync(
        new CollectionName($"{Id}/mongodb-atlas", "shop", collection), [new WriteCommand.Insert(document)], isOrdered: true, AuthRequests.Cancel);

    /// <summary>Keeps custom data of a user.</summary>
    internal Task KeepLevelAsync(string userId, int level) => Server.Data.Store.Operations().WriteAsync(
        s_members,
        [new WriteCommand.Update(new BsonDocument("_id", userId), new BsonDocument("$set", new BsonDocument("level", level))) { IsUpsert = true }],
        isOrdered: true, AuthRequests.Cancel);
}
