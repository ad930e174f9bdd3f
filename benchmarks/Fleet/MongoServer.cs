using System;
using System.Threading.Tasks;
using AppServices.Benchmarks.Processes;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Benchmarks.Fleet;

/// <summary>What speaks MongoDB's protocol for a fleet: our own server, on its embedded database.</summary>
internal sealed class MongoServer : IAsyncDisposable
{
    private const string User = "bench";
    private const string Settings = """{"mongodb":{"connections":2000,"cursors":1000}}""";

    private MongoServer(Server server, string uri)
    {
        Server = server;
        Uri = uri;
        Client = new MongoClient(uri);
    }

    /// <summary>Its process.</summary>
    public Server Server { get; }

    /// <summary>Its connection string.</summary>
    public string Uri { get; }

    /// <summary>The bare driver.</summary>
    public MongoClient Client { get; }

    public static async Task<MongoServer> StartAsync()
    {
        Server server = await Server.StartAsync(settings: Settings, options: ["--mongodb-port", "0"]);
        string place = await server.ReadLineAsync();
        string password = (await Server.RunAsync("database-user", "create", User, "--data", server.Data!)).Split(' ')[^1];
        return new MongoServer(server, place.Replace("MongoDB: mongodb://", $"mongodb://{User}:{password}@", StringComparison.Ordinal));
    }

    /// <summary>A server of ours that keeps everything there.</summary>
    /// <param name="state">The database of its state.</param>
    public Task<Server> ServeAsync(string state = "appservices") => Server.StartAsync(
        "benchmarks/Fleet/app",
        """{"logins":{"failuresByAddress":1000000,"failuresByAccount":1000000,"requestsByAddress":1000000,"requestsByAccount":1000000}}""",
        "--mongodb", Uri, "--state-database", state);

    /// <summary>Puts documents into the collection that clients of the app use.</summary>
    public async Task<IMongoCollection<BsonDocument>> FillAsync(int documents)
    {
        IMongoCollection<BsonDocument> items = Client.GetDatabase("shop").GetCollection<BsonDocument>("items");
        var batch = new BsonDocument[documents];
        for (int i = 0; i < documents; i++)
            batch[i] = new BsonDocument { ["_id"] = i, ["group"] = i % (documents / 10), ["n"] = 0, ["text"] = new string('x', 100) };
        await items.InsertManyAsync(batch);
        await items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("group", 1)));
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
