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

    private async ValueTask<BsonDocument> ListAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.Collection();
        await RequireAsync(collection, call, cancellationToken);
        BsonDocument[] listed =
            [.. (await store.ListIndexesAsync(collection, cancellationToken)).Prepend(IndexDefinition.Ids).Select(static index => index.Describe())];
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
        // As far as that matters here, an index that comes earlier in the same command is there already.
        var known = before.ToList();
        var missing = new List<IndexDefinition>();
        foreach (IndexDefinition index in wanted.Where(index => !IsThere(index, known)))
        {
            missing.Add(index);
            known.Add(index);
        }
        if (isInTransaction && missing.Count > 0
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
        if (missing.Count == 0) reply["note"] = "all indexes already exist";
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
        if (meant is BsonString { Value: "_id_" } || meant is BsonDocument fields && IndexDefinition.Ids.HasFields(fields))
            throw new DocumentException(72, "InvalidOptions", "cannot drop _id index");
        IndexDefinition? found = known.FirstOrDefault(
            index => meant is BsonString name ? index.Name == name.Value : meant is BsonDocument key && index.HasFields(key));
        return found?.Name ?? throw new DocumentException(
            27, "IndexNotFound", meant is BsonString text ? $"index not found with name [{text.Value}]"
                : $"can't find index with key: {Types.Show(meant)}");
    }

    // The index is there: by its name with the same properties, or the call is refused.
    private static bool IsThere(IndexDefinition wanted, IReadOnlyList<IndexDefinition> known)
    {
        if (wanted.HasFields(IndexDefinition.Ids.Fields))
        {
            return wanted is { PartialFilter: null, ExpireAfterSeconds: null, IsSparse: false } ? true : throw new DocumentException(
                197, "InvalidIndexSpecificationOption",
                $"An _id index has no other properties. Specification: {ErrorText.Of(wanted.Describe())}");
        }
        foreach (IndexDefinition index in known)
        {
            bool isAlike = index.IsEquivalentTo(wanted);
            if (index.Name == wanted.Name)
            {
                if (!isAlike)
                {
                    throw new DocumentException(
                        86, "IndexKeySpecsConflict",
                        "An existing index has the same name as the requested index. When index names are not specified, they are auto "
                            + "generated and can cause conflicts. Please refer to our documentation. "
                            + $"Requested index: {ErrorText.Of(wanted.Describe())}, existing index: {ErrorText.Of(index.Describe())}");
                }
                return index.ExpireAfterSeconds == wanted.ExpireAfterSeconds ? true : throw new DocumentException(
                    85, "IndexOptionsConflict", "An equivalent index already exists with the same name but different options. "
                        + $"Requested index: {ErrorText.Of(wanted.Describe())}, existing index: {ErrorText.Of(index.Describe())}");
            }
            if (isAlike)
                throw new DocumentException(85, "IndexOptionsConflict", $"Index already exists with a different name: {index.Name}");
        }
        return false;
    }

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
            "hidden", "weights", "default_language", "language_override", "textIndexVersion", "2dsphereIndexVersion", "bits", "min", "max",
            "prepareUnique", "clustered");
        return new IndexDefinition(key)
        {
            Name = name,
            IsUnique = index.Flag("unique"),
            IsSparse = index.Flag("sparse"),
            PartialFilter = index.Document("partialFilterExpression"),
            ExpireAfterSeconds = index.Value("expireAfterSeconds") switch
            {
                null => null,
                { IsNumeric: true } => ExpireAfterSeconds(index),
                var other => throw new DocumentException(
                    67, "CannotCreateIndex", $"TTL index 'expireAfterSeconds' option must be numeric, but it is of type {TypeNames.Of(other)}"),
            },
            WildcardProjection = index.Document("wildcardProjection"),
        };
    }

    /// <summary>After how many seconds documents are deleted, as an index is told.</summary>
    /// <exception cref="DocumentException">It is no such number.</exception>
    public static int ExpireAfterSeconds(CommandArguments index) =>
        index.Number("expireAfterSeconds") is >= 0 and <= int.MaxValue and var seconds
            ? (int)seconds
            : throw new DocumentException(67, "CannotCreateIndex", "TTL index 'expireAfterSeconds' option must be within an acceptable range, "
                + $"from 0 to {int.MaxValue}");

    private async Task RequireAsync(CollectionName collection, WireCall call, CancellationToken cancellationToken)
    {
        CollectionOptions options = await store.ReadOneAsync(session => session.OptionsAsync(collection), cancellationToken)
            ?? throw new DocumentException(26, "NamespaceNotFound", $"ns does not exist: {call.Database}.{collection.Collection}");
        if (options.ViewOn is not null) throw StoreRefusals.IsView(collection);
    }
}
