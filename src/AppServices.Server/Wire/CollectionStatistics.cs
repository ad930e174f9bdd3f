using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>How large collections and databases are, and whether their indexes are whole.</summary>
internal sealed class CollectionStatistics(WireDatabases databases, IDataStore store, TimeProvider clock) : IWireCommands
{
    private const int Kilobyte = 1024;

    public IEnumerable<WireCommand> All =>
    [
        new("collStats", ["scale"], CollectionAsync),
        new("dbStats", ["scale", "freeStorage"], DatabaseAsync),
        new("dbstats", ["scale", "freeStorage"], DatabaseAsync),
        new("dataSize", ["keyPattern", "min", "max", "estimate"], SizeAsync),
        new("validate", ["full", "repair", "metadata", "checkBSONConformance", "background"], ValidateAsync),
    ];

    /// <summary>What the stage <c>$collStats</c> tells.</summary>
    /// <exception cref="DocumentException">It asks for what is not known, or there is no such collection.</exception>
    public async ValueTask<BsonDocument> StageAsync(WireCall call, CollectionName collection, BsonValue specification,
        CancellationToken cancellationToken)
    {
        CommandArguments wanted = new CommandArguments(
            "$collStats", specification as BsonDocument ?? throw DocumentException.Numbered(5447000, "$collStats must be an object"))
            .ExpectOnly(static name => name is "storageStats" or "count" or "latencyStats" or "queryExecStats");
        wanted.Refuse("latencyStats", "queryExecStats");
        CollectionSize? size = await MeasureAsync(collection, cancellationToken);
        var told = new BsonDocument { ["ns"] = $"{call.Database}.{collection.Collection}", ["host"] = call.Client.Server.ToString(),
            ["localTime"] = clock.GetUtcNow().UtcDateTime };
        if (wanted.Document("storageStats") is { } storage)
            told["storageStats"] = Describe(size ?? throw NotFound("storageStats"), StageScale(storage.GetValue("scale", BsonNull.Value)));
        if (wanted.Document("count") is not null)
        {
            told["count"] = Number.Narrow((size ?? throw NotFound("count")).Documents);
        }
        return told;

        DocumentException NotFound(string what) => new(
            26, "NamespaceNotFound", $"Unable to retrieve {what} in $collStats stage: Collection [{told["ns"]}] not found.");
    }

    // The stage takes any number: it cuts off what is behind the point, or rounds a decimal, and goes no further than 32 bits.
    private static int StageScale(BsonValue scale)
    {
        if (scale is BsonNull) return 1;
        if (scale is not { IsNumeric: true })
            throw DocumentException.TypeMismatch($"BSON field '$collStats.storageStats.scale' is the wrong type '{TypeNames.Of(scale)}'");
        long number = WholeNumber.Coerce(scale);
        return number >= 1
            ? (int)Math.Min(number, int.MaxValue)
            : throw DocumentException.BadValue($"BSON field '$collStats.storageStats.scale' value must be >= 1, actual value '{scale}'");
    }

    private static readonly CollectionSize s_none = new(0, 0, new Dictionary<string, long>());

    private async ValueTask<BsonDocument> CollectionAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.Collection();
        CollectionSize? size = await MeasureAsync(collection, cancellationToken);
        return new BsonDocument("ns", $"{call.Database}.{collection.Collection}").Merge(Describe(size ?? s_none, Scale(call)));
    }

    private async ValueTask<BsonDocument> DatabaseAsync(WireCall call, CancellationToken cancellationToken)
    {
        long scale = Scale(call), collections = 0, views = 0, documents = 0, bytes = 0, indexes = 0, indexBytes = 0;
        foreach (CollectionName collection in await databases.ListAsync(call.Database, cancellationToken))
        {
            CollectionSize? measured = await store.ReadOneAsync(session => session.MeasureAsync(collection), cancellationToken);
            if (measured is not { } size)
            {
                views++;
                continue;
            }
            collections++;
            documents += size.Documents;
            bytes += size.Bytes;
            indexes += size.IndexBytes.Count;
            indexBytes += size.IndexBytes.Values.Sum();
        }
        return new BsonDocument
        {
            ["db"] = call.Database,
            ["collections"] = collections,
            ["views"] = views,
            ["objects"] = documents,
            ["avgObjSize"] = documents == 0 ? 0.0 : (double)bytes / documents,
            ["dataSize"] = (double)bytes / scale,
            ["storageSize"] = (double)bytes / scale,
            ["indexes"] = indexes,
            ["indexSize"] = (double)indexBytes / scale,
            ["totalSize"] = (double)(bytes + indexBytes) / scale,
            ["scaleFactor"] = scale,
        };
    }

    private async ValueTask<BsonDocument> SizeAsync(WireCall call, CancellationToken cancellationToken)
    {
        call.Arguments.Refuse("keyPattern", "min", "max");
        CollectionName collection = call.Collection(call.Arguments.RequiredText("dataSize"));
        CollectionSize? size = await MeasureAsync(collection, cancellationToken);
        return new BsonDocument { ["size"] = size?.Bytes ?? 0, ["numObjects"] = size?.Documents ?? 0, ["millis"] = 0 };
    }

    // Reads every document, and counts what each index leads to.
    private async ValueTask<BsonDocument> ValidateAsync(WireCall call, CancellationToken cancellationToken)
    {
        CollectionName collection = call.Collection();
        IReadOnlyList<IndexDefinition> indexes = await store.ListIndexesAsync(collection, cancellationToken);
        if (await MeasureAsync(collection, cancellationToken) is not { } size)
        {
            throw new DocumentException(
                26, "NamespaceNotFound", $"Collection '{call.Database}.{collection.Collection}' does not exist to validate.");
        }
        var errors = new BsonArray();
        BsonDocument keys = [], details = [];
        long documents = await CountAsync([], new BsonDocument("$natural", 1));
        if (documents != size.Documents) errors.Add($"{size.Documents} documents are counted, and {documents} can be read");
        foreach (IndexDefinition index in indexes.Prepend(IndexDefinition.Ids))
        {
            BsonDocument part = index.PartialFilter ?? [];
            long found = await CountAsync(part, index.Name!);
            long expected = part.ElementCount == 0 ? documents : await CountAsync(part, new BsonDocument("$natural", 1));
            bool isWhole = found == expected;
            if (!isWhole) errors.Add($"index {index.Name} leads to {found} of {expected} documents");
            keys[index.Name] = found;
            details[index.Name] = new BsonDocument("valid", isWhole);
        }
        return new BsonDocument
        {
            ["ns"] = $"{call.Database}.{collection.Collection}",
            ["nInvalidDocuments"] = 0,
            ["nNonCompliantDocuments"] = await UnlikeAsync(),
            ["nrecords"] = documents,
            ["nIndexes"] = indexes.Count + 1,
            ["keysPerIndex"] = keys,
            ["indexDetails"] = details,
            ["valid"] = errors.Count == 0,
            ["repaired"] = false,
            ["warnings"] = new BsonArray(),
            ["errors"] = errors,
        };

        async Task<long> UnlikeAsync() =>
            await store.ReadOneAsync(session => session.OptionsAsync(collection), cancellationToken) is { Validator: { } validator }
                ? await CountAsync(new BsonDocument("$nor", new BsonArray { validator }), new BsonDocument("$natural", 1))
                : 0;

        // Reading each of them is the test, so nothing is taken from a number that is kept.
        Task<long> CountAsync(BsonDocument filter, BsonValue hint) => call.Operations.FindAsync(
            collection, new Operations.FindCommand(filter) { Hint = hint }, cancellationToken).LongCountAsync(cancellationToken).AsTask();
    }

    private static BsonDocument Describe(CollectionSize size, long scale) => new()
    {
        ["size"] = Number.Narrow(size.Bytes / scale),
        ["count"] = Number.Narrow(size.Documents),
        ["avgObjSize"] = Number.Narrow(size.Documents == 0 ? 0 : size.Bytes / size.Documents),
        ["numOrphanDocs"] = 0,
        ["storageSize"] = Number.Narrow(size.Bytes / scale),
        ["freeStorageSize"] = 0,
        ["capped"] = false,
        ["nindexes"] = size.IndexBytes.Count,
        ["indexBuilds"] = new BsonArray(),
        ["totalIndexSize"] = Number.Narrow(size.IndexBytes.Values.Sum() / scale),
        ["totalSize"] = Number.Narrow((size.Bytes + size.IndexBytes.Values.Sum()) / scale),
        ["indexSizes"] = new BsonDocument(size.IndexBytes.Select(each => new BsonElement(each.Key, Number.Narrow(each.Value / scale)))),
        ["scaleFactor"] = Number.Narrow(scale),
    };

    private static long Scale(WireCall call) => call.Arguments.Number("scale") is not { } scale ? 1
        : scale is > 0 and <= Kilobyte * Kilobyte * Kilobyte ? scale
        : throw DocumentException.Numbered(51024, $"BSON field 'scale' value must be >= 1, actual value '{scale}'");

    /// <exception cref="DocumentException">It is a view.</exception>
    private ValueTask<CollectionSize?> MeasureAsync(CollectionName collection, CancellationToken cancellationToken) => store.ReadOneAsync(
        async session => await session.OptionsAsync(collection) is { ViewOn: not null }
            ? throw StoreRefusals.IsView(collection)
            : await session.MeasureAsync(collection),
        cancellationToken);
}
