using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Queries;
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

    private static async ValueTask<BsonDocument> CreateAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        call.Arguments.RefuseCollation();
        call.Arguments.Refuse([.. s_create.Where(static name =>
            name is not ("collation" or "autoIndexId" or "idIndex" or "flags" or "temp"))]);
        // As at MongoDB, it is no error that there is the same collection already.
        await call.Access.WriteAsync(
            async session =>
            {
                await session.CreateCollectionAsync(collection);
                return true;
            },
            cancellationToken);
        return [];
    }

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

    private async ValueTask<BsonDocument> ModifyAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.WritableCollection();
        if (!await store.HasCollectionAsync(collection, cancellationToken)) throw new DocumentException(26, "NamespaceNotFound", "ns does not exist");
        call.Arguments.Refuse([.. call.Command.Fields]);
        return [];
    }

    private async ValueTask<BsonDocument> ListAsync(WireCall call, CancellationToken cancellationToken)
    {
        bool isShort = call.Arguments.Flag("nameOnly");
        Predicate filter = QueryParser.Parse(call.Arguments.Document("filter") ?? [], cancellationToken);
        BsonDocument[] listed =
        [
            .. (await databases.ListAsync(call.Database, cancellationToken)).OrderBy(static each => each.Collection, StringComparer.Ordinal)
                .Select(each => Describe(call.Database, each)).Where(filter.Matches)
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

    private static BsonDocument Describe(string database, CollectionName collection) => new()
    {
        ["name"] = collection.Collection,
        ["type"] = "collection",
        ["options"] = new BsonDocument(),
        ["info"] = new BsonDocument { ["readOnly"] = false, ["uuid"] = UuidOf(database, collection) },
        ["idIndex"] = new BsonDocument { ["v"] = 2, ["key"] = new BsonDocument("_id", 1), ["name"] = "_id_" },
    };

    // The store has no ids of its own for collections: one that is made of the name is always the same.
    private static BsonBinaryData UuidOf(string database, CollectionName collection)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{collection.Source}\0{database}\0{collection.Collection}"))[..16];
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new BsonBinaryData(hash, BsonBinarySubType.UuidStandard);
    }
}
