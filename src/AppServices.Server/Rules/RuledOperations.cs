using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Paths;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Commands;
using AppServices.Server.Storage.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Rules;

/// <summary>A store's operations for a caller, who sees and changes what the rules allow (app-folder 6).</summary>
/// <param name="store">The operations without rules.</param>
/// <param name="rules">The data source's rules.</param>
/// <param name="caller">Whose operations these are.</param>
internal sealed class RuledOperations(IDocumentOperations store, SourceRules rules, IRuleCaller caller) : IDocumentOperations
{
    public async IAsyncEnumerable<BsonDocument> FindAsync(
        CollectionName collection, FindCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VisibleDocuments visible = await VisibleAsync(collection, cancellationToken);
        if (visible.AreNone) yield break;
        Predicate filter = QueryParser.Parse(command.Filter, cancellationToken);
        Projection projection = Projection.Parse(command.Projection ?? [], filter, cancellationToken);
        await foreach (BsonDocument document in visible.FindAsync(command, filter, cancellationToken)) yield return projection.Apply(document);
    }

    public async IAsyncEnumerable<BsonDocument> AggregateAsync(
        CollectionName collection, AggregateCommand command, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VisibleDocuments visible = await VisibleAsync(collection, cancellationToken);
        var ruled = new RuledPipeline(command, cancellationToken);
        await foreach (BsonDocument result in ruled.RunAsync(visible, collection, cancellationToken)) yield return result;
    }

    public async Task<long> CountAsync(CollectionName collection, FindCommand command, CancellationToken cancellationToken) =>
        await (await VisibleAsync(collection, cancellationToken)).CountAsync(command, cancellationToken);

    public Task<IReadOnlyList<BsonValue>> DistinctAsync(
        CollectionName collection, string field, FindCommand command, CancellationToken cancellationToken) =>
        DistinctValues.OfAsync(FindAsync(collection, command, cancellationToken), field, cancellationToken);

    public async Task<WriteResult> WriteAsync(
        CollectionName collection, IReadOnlyList<WriteCommand> commands, bool isOrdered, IWriteGuard? guard, CancellationToken cancellationToken)
    {
        CollectionRules applied = rules.Of(collection);
        WriteCommand[] complete = commands.Select(Complete).ToArray();
        return await RuledWrite.RunAsync(
            applied, await caller.OpenAsync(cancellationToken),
            (own, view) =>
            {
                foreach (WriteCommand command in complete) RequireVisible(view, command);
                return store.WriteAsync(collection, complete, isOrdered, own, cancellationToken);
            });
    }

    public async Task<BsonDocument?> FindAndModifyAsync(
        CollectionName collection, FindAndModifyCommand command, IWriteGuard? guard, CancellationToken cancellationToken)
    {
        CollectionRules applied = rules.Of(collection);
        Predicate filter = QueryParser.Parse(command.Filter, cancellationToken);
        Projection projection = Projection.Parse(command.Projection ?? [], filter, cancellationToken);
        RuleContext context = await caller.OpenAsync(cancellationToken);
        BsonDocument? found = await RuledWrite.RunAsync(
            applied, context,
            (own, view) =>
            {
                RequireVisible(view, command.Sort);
                view.Admit(command.Hint);
                return store.FindAndModifyAsync(collection, command with { Projection = null }, own, cancellationToken);
            });
        if (found is null) return null;
        // A document may be out of sight after the change.
        CollectionView afterwards = await CollectionView.OpenAsync(applied, context);
        return await afterwards.SeeAsync(found) is { } seen ? projection.Apply(seen) : null;
    }

    private async ValueTask<VisibleDocuments> VisibleAsync(CollectionName collection, CancellationToken cancellationToken)
    {
        CollectionRules applied = rules.Of(collection);
        RuleContext context = await caller.OpenAsync(cancellationToken);
        return new VisibleDocuments(store, collection, await CollectionView.OpenAsync(applied, context));
    }

    // The id is made here, so that it is the same when the write has to be repeated.
    private static WriteCommand Complete(WriteCommand command) =>
        command is WriteCommand.Insert insert ? new WriteCommand.Insert(DocumentId.Complete(insert.Document)) : command;

    private static void RequireVisible(CollectionView view, WriteCommand command)
    {
        (BsonDocument? sort, BsonValue? hint) = command switch
        {
            WriteCommand.Update update => (update.Sort, update.Hint),
            WriteCommand.Replace replace => (replace.Sort, replace.Hint),
            WriteCommand.Delete delete => (null, delete.Hint),
            _ => (null, null),
        };
        RequireVisible(view, sort);
        view.Admit(hint);
    }

    // Which document is the first by a hidden field would tell something of that field.
    private static void RequireVisible(CollectionView view, BsonDocument? sort)
    {
        if (!view.MayHide || sort is null) return;
        foreach (string name in sort.Names.Where(name => !view.SurelyShows(new FieldPath(name))))
            throw DocumentException.BadValue($"the order may not name '{name}', which a rule may hide");
    }
}
