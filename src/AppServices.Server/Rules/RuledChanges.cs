using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Paths;
using AppServices.Server.Rules.Access;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Rules;

/// <summary>
/// The changes of a collection that a caller may see: of documents that are visible after the change, and deletions of those that
/// were visible before, with their visible parts. The rules are asked at each change as they are then.
/// </summary>
internal sealed class RuledChanges(IDataStore store, SourceRules rules, IRuleCaller caller)
{
    public async IAsyncEnumerable<ChangeEvent> ReadAsync(
        CollectionName collection, string? resumeAfter, Action<string> reached,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CollectionRules applied = rules.Of(collection);
        RuleContext? context = null;
        await foreach (ChangeEvent change in store.WatchAsync(collection, resumeAfter, reached, cancellationToken))
        {
            // Who the caller is now decides on all that had happened when it was read, and on nothing later.
            if (context is null || change.BeginsRead) context = await caller.OpenAsync(cancellationToken);
            CollectionView view = await CollectionView.OpenAsync(applied, context);
            if (await SeeAsync(change, view) is { } seen) yield return seen;
        }
    }

    private static async Task<ChangeEvent?> SeeAsync(ChangeEvent change, CollectionView view)
    {
        bool isGone = change.Document["operationType"] == "delete";
        // One that is not known is told to nobody: a deletion where nobody kept the document, a change of what was deleted since.
        if ((isGone ? change.Before : change.After) is not { } document || await view.SeeAsync(document) is not { } seen) return null;
        if (isGone) return change with { Before = seen };
        if (ReferenceEquals(seen, document)) return change;
        BsonDocument told = DocumentCopy.Of(change.Document);
        told["fullDocument"] = seen;
        if (told.TryGetValue("updateDescription", out BsonValue update))
            told["updateDescription"] = Describe(update.AsBsonDocument, document, seen, view);
        return change with { Document = told, After = seen };
    }

    private static BsonDocument Describe(BsonDocument update, BsonDocument document, BsonDocument seen, CollectionView view)
    {
        var updated = new BsonDocument();
        foreach (BsonElement field in update["updatedFields"].AsBsonDocument)
            if (Find(seen, field.Name.Split('.')) is { } value) updated[field.Name] = value;
        BsonDocument known = CollectionView.WithoutReserved(document);
        IEnumerable<BsonValue> removed = update["removedFields"].AsBsonArray.Where(field => !view.Hides(known, field.AsString.Split('.')));
        return new BsonDocument { ["updatedFields"] = updated, ["removedFields"] = new BsonArray(removed) };
    }

    // Paths of changes have numbers of items in them.
    private static BsonValue? Find(BsonValue value, ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            BsonValue? inner = value switch
            {
                BsonDocument document => document.TryGetValue(part, out BsonValue found) ? found : null,
                BsonArray array when int.TryParse(part, out int index) && index < array.Count => array[index],
                _ => null,
            };
            if (inner is null) return null;
            value = inner;
        }
        return value;
    }
}
