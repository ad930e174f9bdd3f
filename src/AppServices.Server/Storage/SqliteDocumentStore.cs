using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace AppServices.Server.Storage;

/// <summary>
/// The embedded store: one SQLite file in write-ahead mode, so that several processes can use it at once. A document is a
/// BSON blob; each indexed field has an entry in a table of its own, from which lookups start.
/// </summary>
internal sealed class SqliteDocumentStore : IDocumentStore, IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS unique_entries (collection TEXT NOT NULL, field TEXT NOT NULL, value BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (collection, field, value)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS entries (collection TEXT NOT NULL, field TEXT NOT NULL, value BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY (collection, field, value, id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS unique_entries_by_id ON unique_entries (collection, id);
        CREATE INDEX IF NOT EXISTS entries_by_id ON entries (collection, id);
        """;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private SqliteDocumentStore(string path) => _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        DefaultTimeout = 30,            // seconds that a write waits for one of another process
    }.ToString();

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">The file cannot be opened or written.</exception>
    public static SqliteDocumentStore Open(string path)
    {
        var store = new SqliteDocumentStore(path);
        using SqliteConnection connection = store.Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
        return store;
    }

    public ValueTask<IReadOnlyList<BsonDocument>> FindAsync(
        CollectionSchema collection, string field, BsonValue value, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = field == "_id"
            ? "SELECT body FROM documents WHERE collection = $collection AND id = $value"
            : $"SELECT body FROM {EntriesOf(collection, field)} AS e JOIN documents AS d ON d.collection = e.collection AND d.id = e.id WHERE e.collection = $collection AND e.field = $field AND e.value = $value";
        command.Parameters.AddWithValue("$collection", collection.Name);
        command.Parameters.AddWithValue("$value", Key(value));
        if (field != "_id") command.Parameters.AddWithValue("$field", field);
        var found = new List<BsonDocument>();
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read()) found.Add(BsonSerializer.Deserialize<BsonDocument>((byte[])reader[0]));
        return ValueTask.FromResult<IReadOnlyList<BsonDocument>>(found);
    }

    public async Task WriteAsync(IReadOnlyList<DocumentWrite> writes, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            using SqliteConnection connection = Connect();
            using SqliteTransaction transaction = connection.BeginTransaction();
            foreach (DocumentWrite write in writes) Apply(write, new SqliteStatements(connection, transaction, write.Collection.Name));
            transaction.Commit();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _writing.Dispose();
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static void Apply(DocumentWrite write, SqliteStatements statements)
    {
        switch (write)
        {
            case DocumentWrite.Insert insert:
                Store(insert.Collection, insert.Document, statements);
                break;
            case DocumentWrite.Replace replace:
                if (statements.DeleteDocument(Key(replace.Document["_id"]))) Store(replace.Collection, replace.Document, statements);
                break;
            case DocumentWrite.Change change:
                if (statements.FindDocument(Key(change.Before["_id"])) is not { } now || !now.AsSpan().SequenceEqual(change.Before.ToBson())) throw new StaleWriteException(change.Collection.Name);
                statements.DeleteDocument(Key(change.Before["_id"]));
                Store(change.Collection, change.After, statements);
                break;
            case DocumentWrite.Require require:
                if (statements.FindDocument(Key(require.Id)) is null) throw new StaleWriteException(require.Collection.Name);
                break;
            case DocumentWrite.Delete delete:
                statements.DeleteDocument(Key(delete.Id));
                break;
            case DocumentWrite.DeleteAll all:
                foreach (byte[] id in statements.FindIds(EntriesOf(all.Collection, all.Field), all.Field, Key(all.Value))) statements.DeleteDocument(id);
                break;
        }
    }

    private static void Store(CollectionSchema collection, BsonDocument document, SqliteStatements statements)
    {
        byte[] id = Key(document["_id"]);
        statements.InsertDocument(id, document.ToBson());
        foreach (string field in collection.Unique.Where(document.Contains)) statements.InsertEntry("unique_entries", field, Key(document[field]), id);
        foreach (string field in collection.Indexed.Where(document.Contains)) statements.InsertEntry("entries", field, Key(document[field]), id);
    }

    private static string EntriesOf(CollectionSchema collection, string field) =>
        collection.Unique.Contains(field) ? "unique_entries"
        : collection.Indexed.Contains(field) ? "entries"
        : throw new ArgumentException($"'{field}' is no index of '{collection.Name}'.", nameof(field));

    // A value's own BSON, so that equal keys are values of the same type.
    private static byte[] Key(BsonValue value) => new BsonDocument("", value).ToBson();

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
