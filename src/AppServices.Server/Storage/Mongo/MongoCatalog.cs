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
        if (source.Length == 0) return await ListAsync(connection.StateDatabase, connection.StateDatabase);
        List<string> databases = await MongoErrors.CallAsync(
            connection, null,
            async () => await (await connection.Client.ListDatabaseNamesAsync(cancellationToken)).ToListAsync(cancellationToken));
        var all = new List<CollectionName>();
        foreach (string database in databases)
            if (connection.AppNameOf(database) is { } name) all.AddRange(await ListAsync(database, name));
        return all;

        async Task<IReadOnlyList<CollectionName>> ListAsync(string database, string called)
        {
            List<string> names = await MongoErrors.CallAsync(
                connection, null,
                async () => await (await connection.Client.GetDatabase(database).ListCollectionNamesAsync(null, cancellationToken))
                    .ToListAsync(cancellationToken));
            return
            [
                .. names.Where(name => !name.StartsWith("system.", StringComparison.Ordinal))
                    .Select(name => new CollectionName(source, called, name)),
            ];
        }
    }

    /// <summary>What a collection was made with; null when there is none.</summary>
    public static async Task<CollectionOptions?> OptionsAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return null;
        BsonDocument? told = await MongoErrors.CallAsync(connection, collection, async () =>
        {
            var options = new ListCollectionsOptions { Filter = new BsonDocument("name", collection.Collection) };
            using IAsyncCursor<BsonDocument> found = await connection.Client.GetDatabase(connection.DatabaseOf(collection))
                .ListCollectionsAsync(options, cancellationToken);
            return await found.FirstOrDefaultAsync(cancellationToken);
        });
        return told is null ? null : new CollectionOptions(told["options"].AsBsonDocument);
    }

    /// <summary>Sets what a collection is told, which is made when there is none.</summary>
    /// <exception cref="DocumentException">There is a collection, and it would become a view, or the other way round.</exception>
    public static async Task SetOptionsAsync(
        MongoConnection connection, CollectionName collection, CollectionOptions options, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        string database = connection.DatabaseOf(collection);
        if (await OptionsAsync(connection, collection, cancellationToken) is not { } before)
        {
            await connection.RunAsync(
                database, new BsonDocument("create", collection.Collection).Merge(options.Document), cancellationToken);
            return;
        }
        if (before.ViewOn is null != options.ViewOn is null) throw StoreRefusals.Exists(collection);
        var change = new BsonDocument("collMod", collection.Collection);
        if (options.ViewOn is not null)
        {
            change[CollectionOptions.ViewOnField] = options.ViewOn;
            change[CollectionOptions.PipelineField] = options.Pipeline;
        }
        else
        {
            change[CollectionOptions.ValidatorField] = options.Validator ?? [];
            change[CollectionOptions.LevelField] = options.ValidationLevel;
            change[CollectionOptions.ActionField] = options.ValidationAction;
            if (before.KeepsImages != options.KeepsImages)
                change[CollectionOptions.ImagesField] = new BsonDocument("enabled", options.KeepsImages);
        }
        await connection.RunAsync(database, change, cancellationToken);
    }

    /// <summary>Sets after how many seconds the documents in an index are deleted.</summary>
    public static Task SetExpiryAsync(
        MongoConnection connection, CollectionName collection, string index, int seconds, CancellationToken cancellationToken)
    {
        connection.RequireOpen(collection);
        var change = new BsonDocument { ["name"] = index, ["expireAfterSeconds"] = seconds };
        return connection.RunAsync(
            connection.DatabaseOf(collection), new BsonDocument { ["collMod"] = collection.Collection, ["index"] = change },
            cancellationToken);
    }

    /// <summary>The indexes of a collection, besides that of <c>_id</c>.</summary>
    public static async Task<IReadOnlyList<IndexDefinition>> ListIndexesAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return [];
        List<BsonDocument> told = await MongoErrors.CallAsync(
            connection, collection,
            async () => await (await connection.Collection(collection).Indexes.ListAsync(cancellationToken))
                .ToListAsync(cancellationToken));
        return [.. told.Select(ToDefinition).Where(index => index.Name != IndexDefinition.Ids.Name)];
    }

    /// <summary>The indexes with that of <c>_id</c>, and how often they were used.</summary>
    public static async Task<IReadOnlyList<IndexUse>> ListIndexUsesAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (!connection.IsOpen(collection)) return [];
        Dictionary<string, IndexDefinition> known =
            (await ListIndexesAsync(connection, collection, cancellationToken)).Append(IndexDefinition.Ids)
                .ToDictionary(index => index.Name!);
        PipelineDefinition<RawBsonDocument, BsonDocument> pipeline =
            new BsonDocument[] { new("$indexStats", new BsonDocument()), new("$sort", new BsonDocument("name", 1)) };
        List<BsonDocument> told = await MongoErrors.CallAsync(connection, collection, async () =>
            await (await connection.Collection(collection).AggregateAsync(pipeline, null, cancellationToken))
                .ToListAsync(cancellationToken));
        return
        [
            .. told.Where(use => known.ContainsKey(use["name"].AsString)).Select(use => new IndexUse(
                known[use["name"].AsString], use["accesses"]["ops"].ToInt64(), use["accesses"]["since"].ToUniversalTime())),
        ];
    }

    /// <summary>How large a collection is; null when there is none, or a view.</summary>
    public static async Task<CollectionSize?> MeasureAsync(
        MongoConnection connection, CollectionName collection, CancellationToken cancellationToken)
    {
        if (await OptionsAsync(connection, collection, cancellationToken) is not { ViewOn: null }) return null;
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
        string name = definition.NameOrMade;
        BsonDocument index = (definition with { Name = name }).Describe();
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
        Options = told,
    };
}
