using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using AppServices.Mql.Values;
using AppServices.Server.Bson;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>The rows of one collection's documents and of their index entries, in the write transaction of a session.</summary>
internal sealed class DocumentRows(SqliteSession session, CollectionInfo collection)
{
    private const int ConstraintViolation = 19;      // SQLITE_CONSTRAINT

    /// <summary>Indexes of which a document had several entries here for the first time.</summary>
    public HashSet<IndexInfo> NewlyMultikey { get; } = [];

    /// <exception cref="DuplicateKeyException">
    /// The <c>_id</c> or a unique value is taken; the transaction must be rolled back to where it was.
    /// </exception>
    /// <exception cref="DocumentException">The document is beyond a limit.</exception>
    public void Insert(BsonDocument document)
    {
        DocumentLimits.Check(document);
        byte[] id = KeyEncoder.Encode(document["_id"]);
        try
        {
            // RETURNING would take twice the time of the insert.
            session.Execute($"INSERT INTO {collection.Table} (k, v) VALUES ($0, $1)", id, BsonBytes.Write(document));
            long number = session.LastInsertedNumber;
            foreach (IndexInfo index in collection.Indexes) AddEntries(index, IndexKeys.Of(document, index), number, document);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == ConstraintViolation)
        {
            throw new DuplicateKeyException(collection.Name, "_id_", new BsonDocument("_id", document["_id"]), error);
        }
    }

    /// <summary>Puts a document in the place of another with the same <c>_id</c>.</summary>
    /// <exception cref="StaleWriteException">The other is not as it was found.</exception>
    /// <exception cref="DuplicateKeyException">A unique value is taken; the transaction must be rolled back to where it was.</exception>
    /// <exception cref="DocumentException">The document is beyond a limit.</exception>
    public void Replace(StoredDocument old, BsonDocument document)
    {
        DocumentLimits.Check(document);
        long number = old.Number;
        RequireOne(
            session.Execute($"UPDATE {collection.Table} SET v = $2 WHERE n = $0 AND v = $1", number, old.Body, BsonBytes.Write(document)));
        foreach (IndexInfo index in collection.Indexes)
        {
            IReadOnlyList<byte[]> before = IndexKeys.Of(old.Document, index), after = IndexKeys.Of(document, index);
            if (before.Count == after.Count && before.Zip(after).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))) continue;
            RemoveEntries(index, before, number);
            AddEntries(index, after, number, document);
        }
    }

    /// <exception cref="StaleWriteException">The document is not as it was found.</exception>
    public void Delete(StoredDocument old)
    {
        RequireOne(session.Execute($"DELETE FROM {collection.Table} WHERE n = $0 AND v = $1", old.Number, old.Body));
        foreach (IndexInfo index in collection.Indexes) RemoveEntries(index, IndexKeys.Of(old.Document, index), old.Number);
    }

    /// <summary>Adds the entries of one document to an index.</summary>
    public void AddEntries(IndexInfo index, IReadOnlyList<byte[]> keys, long number, BsonDocument document)
    {
        if (keys.Count > 1 && !index.IsMultikey) NewlyMultikey.Add(index);
        try
        {
            foreach (byte[] key in keys) session.Execute($"INSERT INTO {index.Table} (k, n) VALUES ($0, $1)", key, number);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == ConstraintViolation)
        {
            throw new DuplicateKeyException(collection.Name, index.Name, Values(index, document), error);
        }
    }

    private void RequireOne(int rows)
    {
        if (rows != 1) throw new StaleWriteException(collection.Name.Collection);
    }

    private void RemoveEntries(IndexInfo index, IReadOnlyList<byte[]> keys, long number)
    {
        foreach (byte[] key in keys) session.Execute($"DELETE FROM {index.Table} WHERE k = $0 AND n = $1", key, number);
    }

    private static BsonDocument Values(IndexInfo index, BsonDocument document) =>
        new(index.Fields.Select(field => new BsonElement(field.Path.Text, field.Path.Find(document) ?? BsonNull.Value)));
}
