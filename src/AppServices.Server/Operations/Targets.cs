using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>The documents that one write is of.</summary>
/// <param name="collection">Where they are.</param>
/// <param name="query">Which they are, as far as they are visible.</param>
/// <param name="guard">What the caller sees; null for everything.</param>
internal sealed class Targets(CollectionName collection, StoreQuery query, RuleGuard? guard)
{
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly VisibleSearch _search = new(collection, query, guard?.View);

    /// <summary>Finds them. Which ones is settled before the first is returned, so that they can be changed on the way.</summary>
    public async IAsyncEnumerable<StoredDocument> FindAsync(
        IReadSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<StoredDocument>();
        var others = new List<BsonValue>();
        long kept = 0;
        await foreach (StoredDocument stored in _search.FindAsync(session, guard, cancellationToken))
        {
            if (kept < MaxKeptBytes) found.Add(stored);
            else others.Add(stored.Document[DocumentId.Field]);
            kept += stored.Body.Length;
        }
        foreach (StoredDocument stored in found) yield return stored;
        foreach (BsonValue id in others)
            yield return await session.FindAsync(
                collection, new StoreQuery(StoreFilter.OfId(id)) { Limit = 1 }, cancellationToken).FirstAsync(cancellationToken);
    }
}
