using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;

namespace AppServices.Server.Storage;

/// <summary>What can be read in a transaction. It does one thing at a time; a collection that does not exist is an empty one.</summary>
internal interface IReadSession
{
    /// <summary>The documents of a query, found while they are asked for. Who writes in between does not know which ones come.</summary>
    /// <exception cref="DocumentException">There is too much to sort, or no index as the hint has it.</exception>
    IAsyncEnumerable<StoredDocument> FindAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken);

    /// <summary>How many documents a query finds.</summary>
    /// <exception cref="DocumentException">There is no index as the hint has it.</exception>
    ValueTask<long> CountAsync(CollectionName collection, StoreQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Whether an index gives the documents of a query in their order, so that the first few are found without the others.
    /// </summary>
    /// <exception cref="DocumentException">There is no index as the hint has it.</exception>
    ValueTask<bool> IsInOrderAsync(CollectionName collection, StoreQuery query);

    /// <summary>How it goes about a query, and what that comes to when it is done.</summary>
    /// <exception cref="DocumentException">There is no index as the hint has it.</exception>
    ValueTask<SearchPlan> ExplainAsync(CollectionName collection, StoreQuery query, bool isExecuted, CancellationToken cancellationToken);

    /// <summary>The collections of a data source.</summary>
    ValueTask<IReadOnlyList<CollectionName>> ListCollectionsAsync(string source);

    /// <summary>What a collection was made with; null when there is none.</summary>
    ValueTask<CollectionOptions?> OptionsAsync(CollectionName collection);

    /// <summary>How large a collection is; null when there is none, or a view. Looks at every document.</summary>
    ValueTask<CollectionSize?> MeasureAsync(CollectionName collection);

    /// <summary>The indexes of a collection, besides that of <c>_id</c>.</summary>
    ValueTask<IReadOnlyList<IndexDefinition>> ListIndexesAsync(CollectionName collection);

    /// <summary>The indexes of a collection with that of <c>_id</c>, and how often searches of this process went by them.</summary>
    ValueTask<IReadOnlyList<IndexUse>> ListIndexUsesAsync(CollectionName collection);
}
