using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Sorting;
using AppServices.Server.Rules.Access;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Operations;

/// <summary>The documents that one write is of: the first, or all.</summary>
internal sealed class Targets
{
    private const long MaxKeptBytes = 4 * 1024 * 1024;

    private readonly CollectionName _collection;
    private readonly VisibleSearch _search;
    private readonly RuleGuard? _guard;

    /// <exception cref="DocumentException">The order is not valid.</exception>
    public Targets(CollectionName collection, StoreFilter filter, BsonDocument? sort, BsonValue? hint, bool isMany, RuleGuard? guard)
    {
        (_collection, _guard) = (collection, guard);
        var query = new StoreQuery(filter) { Sort = SortOrder.Parse(sort ?? []), Limit = isMany ? 0 : 1, Hint = hint };
        _search = new VisibleSearch(collection, query, guard?.View);
    }

    /// <summary>Finds them. Which ones is settled before the first is returned, so that they can be changed on the way.</summary>
    public async IAsyncEnumerable<StoredDocument> FindAsync(IReadSession session, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = new List<StoredDocument>();
        var others = new List<BsonValue>();
        long kept = 0;
        await foreach (StoredDocument stored in _search.FindAsync(session, _guard, cancellationToken))
        {
            if (kept < MaxKeptBytes) found.Add(stored);
            else others.Add(stored.Document["_id"]);
            kept += stored.Body.Length;
        }
        foreach (StoredDocument stored in found) yield return stored;
        foreach (BsonValue id in others)
            yield return await session.FindAsync(_collection, new StoreQuery(StoreFilter.OfId(id)) { Limit = 1 }, cancellationToken).FirstAsync(cancellationToken);
    }
}
