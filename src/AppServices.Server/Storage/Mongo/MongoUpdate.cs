using System;
using System.Linq;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Mql.Values;
using MongoDB.Bson;

namespace AppServices.Server.Storage.Mongo;

/// <summary>The update that makes one document of another, such that change streams tell what has changed.</summary>
internal static class MongoUpdate
{
    /// <summary>
    /// A replacement, or operators for what differs. Where these would not give the very same document, as with names that have dots, a
    /// pipeline puts it there.
    /// </summary>
    public static BsonValue Of(BsonDocument before, BsonDocument after, ChangeKind kind)
    {
        // A replacement whose first name begins with a dollar would be taken for operators.
        bool isPlain = !after.Names.Any(name => name.StartsWith('$'));
        if (kind == ChangeKind.Replace && isPlain) return MongoConnection.Raw(after);
        if (TryDescribe(before, after) is { } update) return update;
        return new BsonArray { new BsonDocument("$replaceWith", new BsonDocument("$literal", MongoConnection.Raw(after))) };
    }

    /// <summary>The command of a write that is left to MongoDB.</summary>
    public static BsonDocument Command(CollectionName collection, PassedWrite write)
    {
        var one = new BsonDocument { ["q"] = MongoConnection.Raw(write.Filter) };
        if (write.Hint is { } hint) one["hint"] = hint;
        if (write.Change is null)
        {
            one["limit"] = write.IsMany ? 0 : 1;
            return new BsonDocument { ["delete"] = collection.Collection, ["deletes"] = new BsonArray { one } };
        }
        one["u"] = write.Change is BsonDocument change ? MongoConnection.Raw(change) : write.Change;
        one["multi"] = write.IsMany;
        one["upsert"] = write.IsUpsert;
        if (write.ArrayFilters is { } filters) one["arrayFilters"] = filters;
        return new BsonDocument { ["update"] = collection.Collection, ["updates"] = new BsonArray { one } };
    }

    private static BsonDocument? TryDescribe(BsonDocument before, BsonDocument after)
    {
        BsonDocument difference = DocumentDifference.Describe(before, after);
        var update = new BsonDocument();
        // MongoDB goes through the names in their order, which is that of new fields.
        BsonElement[] set = [.. difference["updatedFields"].AsBsonDocument.OrderBy(field => field.Name, StringComparer.Ordinal)];
        string[] removed = [.. difference["removedFields"].AsBsonArray.Select(name => name.AsString).Order(StringComparer.Ordinal)];
        if (set.Length > 0) update["$set"] = new BsonDocument(set.AsEnumerable());
        if (removed.Length > 0) update["$unset"] = new BsonDocument(removed.Select(name => new BsonElement(name, "")));
        return update.ElementCount > 0 && IsRight(update, before, after) ? update : null;
    }

    private static bool IsRight(BsonDocument update, BsonDocument before, BsonDocument after)
    {
        try
        {
            return UpdateParser.Parse(update, null, CancellationToken.None).Apply(before, AndPredicate.Everything, DateTime.UtcNow)
                is { } made && ExactEquality.AreSame(made, after);
        }
        catch (DocumentException)
        {
            return false;
        }
    }
}
