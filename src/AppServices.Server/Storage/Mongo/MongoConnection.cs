using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Server.Bson;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>A connection to a MongoDB, and where in it things are.</summary>
internal sealed class MongoConnection : IDisposable
{
    private readonly Lazy<MongoClient> _patient;
    private long _generations;

    /// <param name="address">Where it is.</param>
    /// <param name="stateDatabase">The database of the server's own state.</param>
    public MongoConnection(MongoAddress address, string stateDatabase)
    {
        (Address, StateDatabase) = (address, stateDatabase);
        Client = new MongoClient(address.ToSettings());
        _patient = new Lazy<MongoClient>(() =>
        {
            MongoClientSettings settings = address.ToSettings();
            settings.SocketTimeout = TimeSpan.Zero;
            return new MongoClient(settings);
        });
    }

    /// <summary>Where it is.</summary>
    public MongoAddress Address { get; }

    /// <summary>The database of the server's own state, which no app can reach.</summary>
    public string StateDatabase { get; }

    public MongoClient Client { get; }

    /// <summary>One that waits for an answer for as long as it takes, such as for an index of many documents.</summary>
    public MongoClient Patient => _patient.Value;

    /// <summary>A number that no transaction of this process had before.</summary>
    public long NextGeneration() => Interlocked.Increment(ref _generations);

    /// <summary>The database of a collection.</summary>
    public string DatabaseOf(CollectionName collection) =>
        collection.Source.Length == 0 ? StateDatabase : Address.Prefix + collection.Database;

    /// <summary>What apps call a database; null for one that is not theirs.</summary>
    public string? AppNameOf(string database) =>
        database.StartsWith(Address.Prefix, StringComparison.Ordinal) && database[Address.Prefix.Length..] is { Length: > 0 } name
        && !IsReserved(name) ? name : null;

    /// <summary>Whether an app may look into a database: those of the server and of MongoDB itself are empty to it.</summary>
    public bool IsOpen(CollectionName collection) => collection.Source.Length == 0 || !IsReserved(collection.Database);

    // Those of the server, and of MongoDB itself, whose names do not differ by case.
    private bool IsReserved(string database) =>
        string.Equals(Address.Prefix + database, StateDatabase, StringComparison.OrdinalIgnoreCase)
        || Namespace.ReservedDatabases.Contains(database, StringComparer.OrdinalIgnoreCase)
        || Namespace.ReservedDatabases.Contains(Address.Prefix + database, StringComparer.OrdinalIgnoreCase);

    /// <exception cref="DocumentException">No app may write there.</exception>
    public void RequireOpen(CollectionName collection)
    {
        if (!IsOpen(collection))
            throw new DocumentException(73, "InvalidNamespace", $"Database '{collection.Database}' is not for the data of apps.");
    }

    public IMongoCollection<RawBsonDocument> Collection(CollectionName name)
    {
        IMongoDatabase database = Client.GetDatabase(DatabaseOf(name));
        if (name.Source.Length == 0)
        {
            // The state of a moment ago may be wrong: whoever has logged out has logged out.
            database = database.WithReadPreference(ReadPreference.Primary).WithReadConcern(ReadConcern.Majority);
        }
        return database.GetCollection<RawBsonDocument>(name.Collection);
    }

    /// <summary>Runs a command that is no part of a transaction.</summary>
    public Task<BsonDocument> RunAsync(string database, BsonDocument command, CancellationToken cancellationToken, bool isLong = false) =>
        MongoErrors.CallAsync(
            this, null,
            () => (isLong ? Patient : Client).GetDatabase(database)
                .RunCommandAsync<BsonDocument>(command, ReadPreference.Primary, cancellationToken));

    /// <summary>A document that is sent byte for byte as we write it.</summary>
    public static RawBsonDocument Raw(BsonDocument document) => new(BsonBytes.Write(document));

    /// <summary>The bytes of a document that has come.</summary>
    public static byte[] Bytes(RawBsonDocument document)
    {
        byte[] bytes = new byte[document.Slice.Length];
        document.Slice.GetBytes(0, bytes, 0, bytes.Length);
        return bytes;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (_patient.IsValueCreated) Patient.Dispose();
    }
}
