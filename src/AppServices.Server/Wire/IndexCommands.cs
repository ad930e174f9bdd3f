using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Commands about the indexes of a collection.</summary>
internal sealed class IndexCommands(Cursors cursors, IDataStore store) : IWireCommands
{
    private static readonly string[] s_fields =
    [
        "key", "name", "ns", "v", "unique", "sparse", "background", "expireAfterSeconds", "partialFilterExpression", "collation", "hidden",
        "wildcardProjection", "storageEngine", "weights", "default_language", "language_override", "textIndexVersion",
        "2dsphereIndexVersion", "bits", "min", "max", "prepareUnique", "clustered",
    ];

    public IEnumerable<WireCommand> All =>
    [
        new("listIndexes", ["cursor"], ListAsync) { IsStable = true },
        new("createIndexes", ["indexes", "commitQuorum", "ignoreUnknownIndexOptions"], CreateAsync) { Writes = true,
            JoinsTransactions = true, IsStable = true },
        new("dropIndexes", ["index"], DropAsync) { Writes = true, IsStable = true },
        new("deleteIndexes", ["index"], DropAsync) { Writes = true },
    ];

    /// <summary>An index as replies have it.</summary>
    public static BsonDocument Describe(IndexDefinition index)
    {
        var described = new BsonDocument { ["v"] = 2, ["key"] = index.Fields, ["name"] = index.Name };
        if (index.IsUnique) described["unique"] = true;
        if (index.IsSparse) described["sparse"] = true;
        return described;
    }

    private async ValueTask<BsonDocument> ListAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.Collection();
        await RequireAsync(collection, call, cancellationToken);
        BsonDocument[] listed =
            [.. (await store.ListIndexesAsync(collection, cancellationToken)).Prepend(IndexDefinition.Ids).Select(Describe)];
        return await cursors.OpenListAsync(listed, call, $"{call.Database}.{collection.Collection}", cancellationToken);
    }

    private async ValueTask<BsonDocument> CreateAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        bool ignores = call.Arguments.Flag("ignoreUnknownIndexOptions");
        IndexDefinition[] wanted = [.. call.Arguments.RequiredDocuments("indexes").Select(given => Parse(given, ignores))];
        if (wanted.Length == 0) throw DocumentException.BadValue("Must specify at least one index to create");
        return await call.Access.WriteAsync(session => MakeAsync(session, collection, wanted, call.Transaction is not null),
            cancellationToken);
    }

    private static async ValueTask<BsonDocument> MakeAsync(
        IWriteSession session, CollectionName collection, IndexDefinition[] wanted, bool isInTransaction)
    {
        bool exists = (await session.ListCollectionsAsync(collection.Source)).Contains(collection);
        IReadOnlyList<IndexDefinition> before = await session.ListIndexesAsync(collection);
        IndexDefinition[] missing = [.. wanted.Where(index => !IsThere(index, before))];
        if (isInTransaction && missing.Length > 0
            && await session.CountAsync(collection, new StoreQuery(StoreFilter.Everything), CancellationToken.None) > 0)
        {
            throw new DocumentException(
                263, "OperationNotSupportedInTransaction",
                $"Cannot create new indexes on existing collection {collection} in a multi-document transaction.");
        }
        // An index of _id is there with the collection.
        await session.CreateCollectionAsync(collection);
        foreach (IndexDefinition index in missing) await session.EnsureIndexAsync(collection, index);
        var reply = new BsonDocument
        {
            ["numIndexesBefore"] = before.Count + 1,
            ["numIndexesAfter"] = (await session.ListIndexesAsync(collection)).Count + 1,
            ["createdCollectionAutomatically"] = !exists,
        };
        if (missing.Length == 0) reply["note"] = "all indexes already exist";
        return reply;
    }

    private async ValueTask<BsonDocument> DropAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        await RequireAsync(collection, call, cancellationToken);
        IReadOnlyList<IndexDefinition> known = await store.ListIndexesAsync(collection, cancellationToken);
        BsonValue meant = call.Arguments.Value("index") ?? throw call.Arguments.Missing("index");
        IEnumerable<string> names = meant switch
        {
            BsonString { Value: "*" } => known.Select(static index => index.Name!),
            BsonArray several => several.Select(each => NameOf(each, known)),
            _ => [NameOf(meant, known)],
        };
        foreach (string name in names.ToArray()) await store.DropIndexAsync(collection, name, cancellationToken);
        return new BsonDocument("nIndexesWas", known.Count + 1);
    }

    private static string NameOf(BsonValue meant, IReadOnlyList<IndexDefinition> known)
    {
        if (meant is BsonString { Value: "_id_" } || meant is BsonDocument fields && fields == IndexDefinition.Ids.Fields)
            throw new DocumentException(72, "InvalidOptions", "cannot drop _id index");
        IndexDefinition? found = known.FirstOrDefault(
            index => meant is BsonString name ? index.Name == name.Value : meant is BsonDocument key && HaveSameFields(index.Fields, key));
        return found?.Name ?? throw new DocumentException(
            27, "IndexNotFound", meant is BsonString text ? $"index not found with name [{text.Value}]"
                : $"can't find index with key: {Types.Show(meant)}");
    }

    // The index is there: by its name with the same properties, or the call is refused.
    private static bool IsThere(IndexDefinition wanted, IReadOnlyList<IndexDefinition> known)
    {
        if (HaveSameFields(wanted.Fields, IndexDefinition.Ids.Fields)) return true;
        foreach (IndexDefinition index in known)
        {
            bool isAlike = HaveSameFields(index.Fields, wanted.Fields) && index.IsUnique == wanted.IsUnique
                && index.IsSparse == wanted.IsSparse;
            if (index.Name == wanted.Name)
            {
                return isAlike ? true : throw new DocumentException(
                    86, "IndexKeySpecsConflict",
                    "An existing index has the same name as the requested index. "
                        + $"Requested index: {ErrorText.Of(Describe(wanted))}, existing index: {ErrorText.Of(Describe(index))}");
            }
            if (!HaveSameFields(index.Fields, wanted.Fields)) continue;
            throw new DocumentException(
                85, "IndexOptionsConflict",
                isAlike
                    ? $"Index already exists with a different name: {index.Name}"
                    : $"An equivalent index already exists with the name {index.Name} and different options");
        }
        return false;
    }

    private static bool HaveSameFields(BsonDocument one, BsonDocument other) =>
        one.ElementCount == other.ElementCount
        && one.Zip(other).All(static pair =>
            pair.First.Name == pair.Second.Name && pair is { First.Value.IsNumeric: true, Second.Value.IsNumeric: true }
            && pair.First.Value.ToDouble() == pair.Second.Value.ToDouble());

    private static IndexDefinition Parse(BsonDocument given, bool ignores)
    {
        var index = new CommandArguments("createIndexes.indexes", given);
        if (!ignores && given.Names.FirstOrDefault(static name => !s_fields.Contains(name)) is { } unknown)
        {
            throw new DocumentException(
                197, "InvalidIndexSpecificationOption",
                    $"The field '{unknown}' is not valid for an index specification. Specification: {ErrorText.Of(given)}");
        }
        BsonDocument key = index.RequiredDocument("key");
        string name = index.Text("name")
            ?? throw new DocumentException(9, "FailedToParse", "The 'name' field is a required property of an index specification");
        index.RefuseCollation();
        index.Refuse(
            "expireAfterSeconds", "partialFilterExpression", "hidden", "wildcardProjection", "weights", "default_language",
            "language_override", "textIndexVersion", "2dsphereIndexVersion", "bits", "min", "max", "prepareUnique", "clustered");
        return new IndexDefinition(key) { Name = name, IsUnique = index.Flag("unique"), IsSparse = index.Flag("sparse") };
    }

    private async Task RequireAsync(CollectionName collection, WireCall call, CancellationToken cancellationToken)
    {
        if (!await store.HasCollectionAsync(collection, cancellationToken))
            throw new DocumentException(26, "NamespaceNotFound", $"ns does not exist: {call.Database}.{collection.Collection}");
    }
}
