using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Sorting;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// Goes through a collection of the server's own state in the background: each piece is read as of one moment, and a few documents are
/// deleted at once, so that nobody waits for it and nothing is held for long.
/// </summary>
internal static class Sweeping
{
    private const int ReadTogether = 500;
    private const int DeletedTogether = 100;
    private static readonly SortOrder s_byId = SortOrder.Parse(new BsonDocument("_id", 1));

    /// <summary>All documents that are there from the beginning to the end, in the order of their ids.</summary>
    public static async IAsyncEnumerable<BsonDocument> ReadAllAsync(
        this IDocumentAccess store, StateSchema collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreFilter rest = StoreFilter.Everything;
        List<BsonDocument> found;
        do
        {
            var query = new StoreQuery(rest) { Sort = s_byId, Limit = ReadTogether };
            found = await store.ReadAsync(session => session.FindAsync(collection.FullName, query, cancellationToken), cancellationToken)
                .Select(stored => stored.Document).ToListAsync(cancellationToken);
            foreach (BsonDocument document in found) yield return document;
            if (found.Count > 0)
                rest = StoreFilter.Parse(new BsonDocument("_id", new BsonDocument("$gt", found[^1]["_id"])), cancellationToken);
        }
        while (found.Count == ReadTogether);
    }

    /// <summary>Deletes documents that are due, unless they have changed meanwhile.</summary>
    /// <returns>How many.</returns>
    public static async Task<int> SweepAsync(
        this IDocumentAccess store, StateSchema collection, Func<BsonDocument, ValueTask<bool>> isDue, CancellationToken cancellationToken)
    {
        int count = 0;
        var due = new List<BsonDocument>();
        await foreach (BsonDocument document in store.ReadAllAsync(collection, cancellationToken))
        {
            if (!await isDue(document)) continue;
            due.Add(document);
            if (due.Count < DeletedTogether) continue;
            count += await DeleteAsync();
            due.Clear();
        }
        return due.Count == 0 ? count : count + await DeleteAsync();

        Task<int> DeleteAsync() => store.WriteAsync(
            async session =>
            {
                int deleted = 0;
                foreach (BsonDocument document in due)
                {
                    var query = new StoreQuery(StoreFilter.OfId(document["_id"]));
                    List<StoredDocument> same = await session.FindAsync(collection.FullName, query, CancellationToken.None).ToListAsync();
                    foreach (StoredDocument now in same)
                    {
                        if (!ExactEquality.AreSame(now.Document, document)) continue;
                        await session.DeleteAsync(collection.FullName, now);
                        deleted++;
                    }
                }
                return deleted;
            },
            cancellationToken);
    }
}
