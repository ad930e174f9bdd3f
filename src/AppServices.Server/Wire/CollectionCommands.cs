using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Commands about collections and databases as wholes.</summary>
internal sealed class CollectionCommands(WireDatabases databases, Cursors cursors, IDataStore store) : IWireCommands
{
    private static readonly string[] s_create =
    [
        "capped", "autoIndexId", "size", "max", "storageEngine", "validator", "validationLevel", "validationAction", "indexOptionDefaults",
        "viewOn", "pipeline", "collation", "timeseries", "clusteredIndex", "expireAfterSeconds", "changeStreamPreAndPostImages",
        "encryptedFields", "idIndex", "flags", "temp",
    ];

    private const int MaxViewDepth = 20;

    public IEnumerable<WireCommand> All =>
    [
        new("create", s_create, CreateAsync) { Writes = true, JoinsTransactions = true, IsStable = true },
        new("drop", [], DropAsync) { Writes = true, IsStable = true },
        new("dropDatabase", [], DropDatabaseAsync) { Writes = true, IsStable = true },
        new("renameCollection", ["to", "dropTarget", "stayTemp"], RenameAsync) { Writes = true, IsOfAdmin = true },
        new("collMod",
            ["index", "validator", "validationLevel", "validationAction", "viewOn", "pipeline", "changeStreamPreAndPostImages",
                "expireAfterSeconds", "cappedSize", "cappedMax", "timeseries"],
            ModifyAsync) { Writes = true, IsStable = true },
        new("listCollections", ["filter", "nameOnly", "authorizedCollections", "cursor"], ListAsync) { IsStable = true },
        new("listDatabases", ["filter", "nameOnly", "authorizedDatabases"], ListDatabasesAsync) { IsOfAdmin = true, IsStable = true },
    ];

    private async ValueTask<BsonDocument> CreateAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        call.Arguments.RefuseCollation();
        call.Arguments.Refuse(
            "capped", "size", "max", "storageEngine", "indexOptionDefaults", "timeseries", "clusteredIndex", "expireAfterSeconds",
            "encryptedFields");
        CollectionOptions options = CollectionArguments.Read(call.Arguments, CollectionOptions.None, isNew: true);
        await call.Access.WriteAsync(
            async session =>
            {
                // As at MongoDB, it is no error that there is the same collection already.
                if (await session.OptionsAsync(collection) is { } there)
                    return there.Document == options.Document ? true : throw StoreRefusals.Exists(collection);
                if (options.ViewOn is not null) await RequireNoCycleAsync(session, collection, options);
                await session.SetOptionsAsync(collection, options);
                return true;
            },
            cancellationToken);
        return [];
    }

    // A view may show a view, as long as one of them shows a collection in the end.
    private static async ValueTask RequireNoCycleAsync(IReadSession session, CollectionName view, CollectionOptions options)
    {
        var waiting = new Queue<(CollectionName Name, int Depth)>(
            Shown(view, options).Select(static name => (name, 1)));
        var seen = new HashSet<CollectionName>();
        while (waiting.TryDequeue(out var next))
        {
            if (next.Name == view)
                throw new DocumentException(5, "GraphContainsCycle", $"View cycle detected: {view} shows itself");
            if (next.Depth > MaxViewDepth)
                throw new DocumentException(165, "ViewDepthLimitExceeded", $"View depth limit exceeded; maximum depth is {MaxViewDepth}");
            if (!seen.Add(next.Name) || await session.OptionsAsync(next.Name) is not { ViewOn: not null } inner) continue;
            foreach (CollectionName shown in Shown(next.Name, inner)) waiting.Enqueue((shown, next.Depth + 1));
        }
    }

    private static IEnumerable<CollectionName> Shown(CollectionName view, CollectionOptions options) =>
        CollectionArguments.Joined(options.Pipeline).Prepend(options.ViewOn!).Select(name => view with { Collection = name });

    private async ValueTask<BsonDocument> DropAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        if (!await store.HasCollectionAsync(collection, cancellationToken)) return [];
        int indexes = (await store.ListIndexesAsync(collection, cancellationToken)).Count + 1;
        await store.DropAsync(collection, cancellationToken);
        return new BsonDocument { ["nIndexesWas"] = indexes, ["ns"] = $"{call.Database}.{collection.Collection}" };
    }

    private async ValueTask<BsonDocument> DropDatabaseAsync(WireCall call, CancellationToken cancellationToken)
    {
        WireDatabases.RequireWritable(call.Collection(call.Database, "any"));
        CollectionName[] collections = [.. await databases.ListAsync(call.Database, cancellationToken)];
        foreach (CollectionName collection in collections) await store.DropAsync(collection, cancellationToken);
        return collections.Length == 0 ? [] : new BsonDocument("dropped", call.Database);
    }

    private async ValueTask<BsonDocument> RenameAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName from = WireDatabases.RequireWritable(call.Collection(call.Arguments.RequiredText("renameCollection")));
        CollectionName to = WireDatabases.RequireWritable(call.Collection(call.Arguments.RequiredText("to")));
        if (from.Source != to.Source)
            throw DocumentException.Unsupported("A collection cannot be renamed into another data source; copy its documents.");
        if (from == to) throw new DocumentException(20, "IllegalOperation", "Can't rename a collection to itself");
        return await store.RenameAsync(from, to, call.Arguments.Flag("dropTarget"), cancellationToken)
            ? []
            : throw new DocumentException(26, "NamespaceNotFound", $"Source collection {from} does not exist");
    }

    private static async ValueTask<BsonDocument> ModifyAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        call.Arguments.Refuse("expireAfterSeconds", "cappedSize", "cappedMax", "timeseries");
        return await call.Access.WriteAsync(
            async session =>
            {
                CollectionOptions before = await session.OptionsAsync(collection)
                    ?? throw new DocumentException(26, "NamespaceNotFound", "ns does not exist");
                CollectionOptions options = CollectionArguments.Read(call.Arguments, before, isNew: false);
                if (before.ViewOn is null != options.ViewOn is null) throw StoreRefusals.Exists(collection);
                if (options.ViewOn is not null) await RequireNoCycleAsync(session, collection, options);
                BsonDocument reply = call.Arguments.Document("index") is { } index
                    ? await ModifyIndexAsync(session, collection, new CommandArguments("collMod.index", index))
                    : [];
                if (options != before) await session.SetOptionsAsync(collection, options);
                return reply;
            },
            cancellationToken);
    }

    private static async ValueTask<BsonDocument> ModifyIndexAsync(
        IWriteSession session, CollectionName collection, CommandArguments given)
    {
        given.ExpectOnly(static name => name is "keyPattern" or "name" or "expireAfterSeconds" or "hidden" or "prepareUnique" or "unique")
            .Refuse("hidden", "prepareUnique", "unique");
        string? name = given.Text("name");
        BsonDocument? key = given.Document("keyPattern");
        if (name is null == key is null)
            throw new DocumentException(72, "InvalidOptions", "collMod needs either the 'name' or the 'keyPattern' of an index");
        if (given.Value("expireAfterSeconds") is null)
            throw new DocumentException(72, "InvalidOptions", "no expireAfterSeconds, hidden, unique, or prepareUnique field");
        int seconds = IndexCommands.ExpireAfterSeconds(given);
        IndexDefinition index = (await session.ListIndexesAsync(collection))
            .FirstOrDefault(each => name is not null ? each.Name == name : each.HasFields(key!))
            ?? throw new DocumentException(27, "IndexNotFound", $"cannot find index {name ?? Types.Show(key!)} for ns {collection}");
        await session.SetExpiryAsync(collection, index.Name!, seconds);
        var reply = new BsonDocument();
        if (index.ExpireAfterSeconds is { } before) reply["expireAfterSeconds_old"] = (long)before;
        reply["expireAfterSeconds_new"] = (long)seconds;
        return reply;
    }

    private async ValueTask<BsonDocument> ListAsync(WireCall call, CancellationToken cancellationToken)
    {
        bool isShort = call.Arguments.Flag("nameOnly");
        Predicate filter = QueryParser.Parse(call.Arguments.Document("filter") ?? [], cancellationToken);
        Dictionary<CollectionName, CollectionOptions> all = await OptionsAsync(call, cancellationToken);
        BsonDocument[] listed =
        [
            .. all.Keys.OrderBy(static each => each.Collection, StringComparer.Ordinal)
                .Select(each => Describe(call.Database, each, all[each])).Where(filter.Matches)
                .Select(each => isShort ? new BsonDocument { ["name"] = each["name"], ["type"] = each["type"] } : each),
        ];
        return await cursors.OpenListAsync(listed, call, $"{call.Database}.$cmd.listCollections", cancellationToken);
    }

    private async ValueTask<BsonDocument> ListDatabasesAsync(WireCall call, CancellationToken cancellationToken)
    {
        bool isShort = call.Arguments.Flag("nameOnly");
        Predicate filter = QueryParser.Parse(call.Arguments.Document("filter") ?? [], cancellationToken);
        var listed = new BsonArray();
        long total = 0;
        foreach (IGrouping<string, CollectionName> database in (await databases.ListAsync(cancellationToken))
            .GroupBy(static each => each.Database, static each => each.Collection)
            .OrderBy(static each => each.Key, StringComparer.Ordinal))
        {
            var described = new BsonDocument("name", database.Key);
            if (!isShort)
            {
                long bytes = await SizeAsync(database, cancellationToken);
                described["sizeOnDisk"] = bytes;
                described["empty"] = bytes == 0;
            }
            if (!filter.Matches(described)) continue;
            listed.Add(described);
            total += isShort ? 0 : described["sizeOnDisk"].AsInt64;
        }
        var reply = new BsonDocument("databases", listed);
        if (!isShort) reply.AddRange(new BsonDocument { ["totalSize"] = total, ["totalSizeMb"] = total / (1024 * 1024) });
        return reply;
    }

    private async ValueTask<long> SizeAsync(IEnumerable<CollectionName> collections, CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (CollectionName collection in collections)
        {
            CollectionSize? size = await store.ReadOneAsync(session => session.MeasureAsync(collection), cancellationToken);
            bytes += size is null ? 0 : size.Bytes + size.IndexBytes.Values.Sum();
        }
        return bytes;
    }

    private async Task<Dictionary<CollectionName, CollectionOptions>> OptionsAsync(WireCall call, CancellationToken cancellationToken)
    {
        IReadOnlyList<CollectionName> names = await databases.ListAsync(call.Database, cancellationToken);
        return await store.ReadOneAsync(
            async session =>
            {
                var all = new Dictionary<CollectionName, CollectionOptions>();
                foreach (CollectionName name in names)
                    if (await session.OptionsAsync(name) is { } options) all.Add(name, options);
                return all;
            },
            cancellationToken);
    }

    private static BsonDocument Describe(string database, CollectionName collection, CollectionOptions options)
    {
        bool isView = options.ViewOn is not null;
        var info = new BsonDocument("readOnly", isView);
        if (!isView) info["uuid"] = UuidOf(database, collection);
        var described = new BsonDocument
        {
            ["name"] = collection.Collection, ["type"] = isView ? "view" : "collection", ["options"] = options.Document, ["info"] = info,
        };
        if (!isView) described["idIndex"] = IndexDefinition.Ids.Describe();
        return described;
    }

    // The store has no ids of its own for collections: one that is made of the name is always the same.
    private static BsonBinaryData UuidOf(string database, CollectionName collection)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{collection.Source}\0{database}\0{collection.Collection}"))[..16];
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new BsonBinaryData(hash, BsonBinarySubType.UuidStandard);
    }
}
