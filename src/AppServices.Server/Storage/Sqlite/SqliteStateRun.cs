using System.Collections.Generic;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// Writes of the server's own state in the one write transaction that is open, so that nobody changes anything meanwhile.
/// </summary>
internal sealed class SqliteStateRun(IReadOnlyList<StateWrite> writes) : StateWriteRun<WriteTransaction>(writes)
{
    protected override void Prepare(WriteTransaction session, StateWrite write)
    {
        if (write is StateWrite.Tell) return;
        StateSchema schema = write.Collection;
        CollectionInfo collection = session.Ensure(schema.FullName);
        if (collection.Indexes.Count == schema.Unique.Count + schema.Indexed.Count) return;
        foreach (IndexDefinition index in schema.Indexes) session.EnsureIndex(collection, index);
    }

    protected override ValueTask HoldAsync(WriteTransaction session, CollectionName collection, BsonValue id) => ValueTask.CompletedTask;

    protected override ValueTask HoldFreeAsync(WriteTransaction session, CollectionName collection, BsonValue id) =>
        ValueTask.CompletedTask;

    protected override ValueTask TellAsync(WriteTransaction session, CollectionName collection, BsonDocument document)
    {
        session.Tell(collection, document);
        return ValueTask.CompletedTask;
    }
}
