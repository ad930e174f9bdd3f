using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Sorting;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using MongoDB.Bson;
using CollectionName = AppServices.Server.Storage.CollectionName;

namespace AppServices.Server.Rules.Access;

/// <summary>Reads what a caller sees of a collection.</summary>
internal sealed class VisibleDocuments(IDocumentOperations store, CollectionName collection, CollectionView view)
{
    /// <summary>Whether there is nothing to look for.</summary>
    public bool AreNone => view.ShowsNothing;

    /// <summary>The visible parts of the documents that a search finds, without its projection.</summary>
    public IAsyncEnumerable<BsonDocument> FindAsync(FindCommand command, Predicate filter, CancellationToken cancellationToken)
    {
        view.Admit(command.Hint);
        bool mustSort = command.Sort is { } sort && view.MayHide && sort.Names.Any(name => !view.SurelyShows(new FieldPath(name)));
        return view.NeedsCalls || mustSort
            ? FindHereAsync(command, filter, mustSort, cancellationToken)
            : store.FindAsync(collection, command with { Projection = null, Visibility = view.ShowsEverything ? null : view }, cancellationToken).Select(view.See).OfType<BsonDocument>();
    }

    /// <summary>How many visible documents match (app-folder 12 row 13).</summary>
    public async Task<long> CountAsync(FindCommand command, CancellationToken cancellationToken)
    {
        if (AreNone) return 0;
        return view.ShowsEverything
            ? await store.CountAsync(collection, command, cancellationToken)
            : await FindAsync(command, QueryParser.Parse(command.Filter, cancellationToken), cancellationToken).LongCountAsync(cancellationToken);
    }

    // Where functions have to be called, or hidden fields would order what is found, the store can only find candidates.
    private async IAsyncEnumerable<BsonDocument> FindHereAsync(
        FindCommand command, Predicate filter, bool mustSort, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var candidates = new FindCommand(view.Candidates(command.Filter)) { Sort = mustSort ? null : command.Sort, Hint = command.Hint };
        var rest = new PipelineStart
        {
            Filter = filter,
            Sort = mustSort ? SortOrder.Parse(command.Sort!) : null,
            Skip = command.Skip,
            Limit = command.Limit == 0 ? null : command.Limit,
        };
        IAsyncEnumerable<BsonDocument> seen = SeeAllAsync(store.FindAsync(collection, candidates, cancellationToken), cancellationToken);
        await foreach (BsonDocument document in rest.ApplyAsync(seen, MemoryBudget.Default, cancellationToken)) yield return document;
    }

    private async IAsyncEnumerable<BsonDocument> SeeAllAsync(
        IAsyncEnumerable<BsonDocument> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (BsonDocument document in documents.WithCancellation(cancellationToken))
        {
            if (await view.SeeAsync(document) is { } seen) yield return seen;
            view.Calls.Trim();
        }
    }
}
