using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>The collections and indexes of a MongoDB.</summary>
internal static class MongoCatalog
{
    private const int NamespaceNotFound = 26;
    private const int IndexNotFound = 27;

    /// <summary>The collections of a data source: all of the deployment but those of the server and of MongoDB itself.</summary>
    public static async Task<IReadOnlyList<CollectionName>> ListCollectionsAsync(
        MongoConnection connection, string source, CancellationToken cancellationToken)
    {
        if (source.Length == 0) return await ListAsync(connection.StateDatabase);
        List<string> databases = await MongoErrors.CallAsync(
            connection, null,
            async () => await (await connection.Client.ListDatabaseNamesAsync(cancellationToken)).ToListAsync(cancellationToken));
        var all = new List<CollectionName>();
        foreach (string database in databases.Where(database => !connection.IsReserved(database))) all.AddRange(await ListAsync(database));
        return all;

        async Task<IReadOnlyList<CollectionName>> ListAsync(string database)
        {
            List<string> names = await MongoErrors.CallAsync(
                connection, null,
                async () => await (await connection.Client.GetDatabase(database).ListCollectionNamesAsync(null, cancellationToken))
                    .ToListAsync(cancellationToken));
            return
            [
                .. names.Where(name => !name.StartsWith("system.", StringComparison.Ordinal))
                    .Select(name => new CollectionName(source, database, name)),
            ];
        }
    }

    /// <summary>Whether there is a collection.</summary>
    public static Task<bool> HasAsync(MongoConnection connection, CollectionName collection, CancellationToken cancellationToken) =>
        MongoErrors.CallAsync(connection, collection, async () =>
        {
            var options = new ListCollectionNamesOptions { Filter = new BsonDocument("name", collection.Collection) };
            using IAsyncCursor<string> found = await connection.Client.GetDatabase(connection.DatabaseOf(collection))
                .ListCollectionNamesAsync(options, cancellationToken);
            return await found.AnyAsync(cancellationToken);
        });

    /// <summary>The indexes of a collection, besides that of <c>_id</c>.</summary>
    public static async Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return [];
        List<BsonDocument> told = await MongoErrors.CallAsync(
            connection, collection,
            async () => await (await connection.Collection(collection).Indexes.ListAsync(cancellationToken)).ToListAsync(cancellationToken));
        return [.. told.Select(ToDefinition).Where(index => index.Name != IndexDefinition.Ids.Name)];
    }

    /// <summary>The indexes with that of <c>_id</c>, and how often they were used.</summary>
    public static async Task<IReadOnlyList<IndexUse>> ListIndexUsesAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return [];
        Dictionary<string, IndexDefinition> known =
            (await ListIndexesAsync(connection, collection, cancellationToken)).Append(IndexDefinition.Ids).ToDictionary(index => index.Name!);
        PipelineDefinition<RawBsonDocument, BsonDocument> pipeline =
            new BsonDocument[] { new("$indexStats", new BsonDocument()), new("$sort", new BsonDocument("name", 1)) };
        List<BsonDocument> told = await MongoErrors.CallAsync(connection, collection, async () =>
            await (await connection.Collection(collection).AggregateAsync(pipeline, null, cancellationToken)).ToListAsync(cancellationToken));
        return
        [
            .. told.Where(use => known.ContainsKey(use["name"].AsString)).Select(use => new IndexUse(
                known[use["name"].AsString], use["accesses"]["ops"].ToInt64(), use["accesses"]["since"].ToUniversalTime())),
        ];
    }

    /// <summary>How large a collection is; null when there is none.</summary>
    public static async Task<CollectionSize?> MeasureAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection) || !await HasAsync(connection, collection, cancellationToken)) return null;
        BsonDocument told = await connection.RunAsync(
            connection.DatabaseOf(collection), new BsonDocument("collStats", collection.Collection), cancellationToken);
        return new CollectionSize(
            told["count"].ToInt64(), told["size"].ToInt64(),
            told["indexSizes"].AsBsonDocument.ToDictionary(index => index.Name, index => index.Value.ToInt64()));
    }

    /// <summary>Makes an index, unless there is the same one.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> EnsureIndexAsync(
        MongoConnection connection, CollectionName collection, IndexDefinition definition, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        string name = definition.Name ?? string.Join('_', definition.Fields.Select(field => $"{field.Name}_{ErrorText.Of(field.Value)}"));
        var index = new BsonDocument { ["key"] = definition.Fields, ["name"] = name };
        if (definition.IsUnique) index["unique"] = true;
        if (definition.IsSparse) index["sparse"] = true;
        await MongoErrors.CallAsync(connection, collection, () => connection.Patient.GetDatabase(connection.DatabaseOf(collection))
            .RunCommandAsync<BsonDocument>(
                new BsonDocument { ["createIndexes"] = collection.Collection, ["indexes"] = new BsonArray { index } },
                cancellationToken: cancellationToken));
        return name;
    }

    /// <summary>Drops an index; false when there is none of that name.</summary>
    public static async Task<bool> DropIndexAsync(
        MongoConnection connection, CollectionName collection, string name, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        try
        {
            await connection.RunAsync(
                connection.DatabaseOf(collection),
                new BsonDocument { ["dropIndexes"] = collection.Collection, ["index"] = name }, cancellationToken);
            return true;
        }
        catch (DocumentException error) when (error.Code is IndexNotFound or NamespaceNotFound)
        {
            return false;
        }
    }

    /// <summary>Drops a collection; nothing when there is none.</summary>
    public static async Task DropAsync(MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        await MongoErrors.CallAsync(connection, collection, async () =>
        {
            await connection.Client.GetDatabase(connection.DatabaseOf(collection))
                .DropCollectionAsync(collection.Collection, cancellationToken);
            return true;
        });
    }

    /// <summary>Gives a collection another name; false when there is none.</summary>
    public static async Task<bool> RenameAsync(
        MongoConnection connection, CollectionName collection, CollectionName renamed, bool replaces, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        connection.RequireOpen(renamed);
        var command = new BsonDocument
        {
            ["renameCollection"] = $"{connection.DatabaseOf(collection)}.{collection.Collection}",
            ["to"] = $"{connection.DatabaseOf(renamed)}.{renamed.Collection}",
            ["dropTarget"] = replaces,
        };
        try
        {
            await connection.RunAsync("admin", command, cancellationToken, isLong: true);
            return true;
        }
        catch (DocumentException error) when (error.Code == NamespaceNotFound)
        {
            return false;
        }
    }

    private static IndexDefinition ToDefinition(BsonDocument told) => new(told["key"].AsBsonDocument)
    {
        Name = told["name"].AsString,
        IsUnique = told.GetValue("unique", false).ToBoolean(),
        IsSparse = told.GetValue("sparse", false).ToBoolean(),
    };
}
