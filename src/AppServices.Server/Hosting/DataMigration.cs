using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Bson;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Hosting;

/// <summary>
/// Copies all that a server remembers from one store to another. It can be broken off and begun again: what is there already is compared
/// and left. In the end both sides are read once more, and must have the same documents.
/// </summary>
/// <param name="from">The store to read, which nobody writes to.</param>
/// <param name="to">The store to fill.</param>
/// <param name="output">Where to tell how far it is.</param>
internal sealed class DataMigration(IDataStore from, IDataStore to, TextWriter output)
{
    private const int CopiedTogether = 500;
    private const long BytesTogether = 4 * 1024 * 1024;

    private static readonly StateSchema s_mark = new("migrations", [], []);

    // What is of one store only: its locks, keys, places in changes, and marks.
    // Definitions of apps are files where the store is one.
    private static readonly HashSet<string> s_own =
    [
        "health", "locks", "keys", "change_readers", s_mark.Name, .. SharedSnapshots.Collections,
    ];

    /// <summary>Copies collections with their indexes and options, and views.</summary>
    /// <param name="origin">What is copied, for a second attempt to know.</param>
    /// <param name="data">The collections of apps: which, and as what.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="ConfigurationException">There is something else in the target, or the two are not the same in the end.</exception>
    public async Task RunAsync(
        string origin, IReadOnlyList<(CollectionName From, CollectionName To)> data, CancellationToken cancellationToken)
    {
        (CollectionName From, CollectionName To)[] all =
        [
            .. (await from.ListCollectionsAsync("", cancellationToken)).Where(state => !s_own.Contains(state.Collection))
                .Select(state => new StateSchema(state.Collection, [], []).FullName).Select(state => (state, state)),
            .. data,
        ];
        await RequireEmptyAsync(origin, all, cancellationToken);
        var views = new List<(CollectionName Target, CollectionOptions Options)>();
        var copied = new List<(CollectionName From, CollectionName To)>();
        foreach ((CollectionName source, CollectionName target) in all)
        {
            CollectionOptions options = await from.ReadOneAsync(session => session.OptionsAsync(source), cancellationToken)
                ?? CollectionOptions.None;
            if (options.ViewOn is not null)
            {
                views.Add((target, options));
                continue;
            }
            long documents = await CopyAsync(source, target, cancellationToken);
            copied.Add((source, target));
            int indexes = 0;
            foreach (IndexDefinition index in await from.ListIndexesAsync(source, cancellationToken))
            {
                await to.EnsureIndexAsync(target, index, cancellationToken);
                indexes++;
            }
            if (options != CollectionOptions.None) await SetOptionsAsync(target, options, cancellationToken);
            await output.WriteLineAsync($"{NameOf(target)}: {documents} documents, {indexes} indexes");
        }
        foreach ((CollectionName target, CollectionOptions options) in views)
        {
            await SetOptionsAsync(target, options, cancellationToken);
            await output.WriteLineAsync($"{NameOf(target)}: a view");
        }
        foreach ((CollectionName source, CollectionName target) in copied) await CompareAsync(source, target, cancellationToken);
        await output.WriteLineAsync($"Compared {copied.Count} collections: all documents are the same.");
    }

    private async Task RequireEmptyAsync(
        string origin, IReadOnlyList<(CollectionName From, CollectionName To)> all, CancellationToken cancellationToken)
    {
        if (await to.FindOneAsync(s_mark, "_id", "from", cancellationToken) is { } mark)
        {
            if (mark["origin"] == origin) return;
            throw new ConfigurationException(
                $"The target has what was copied from {mark["origin"]}. Give another --state-database, or an empty folder.");
        }
        foreach ((_, CollectionName target) in all)
        {
            var any = new StoreQuery(StoreFilter.Everything) { Limit = 1 };
            if (await to.ReadOneAsync(session => session.CountAsync(target, any, cancellationToken), cancellationToken) > 0)
                throw new ConfigurationException($"The target has documents in {NameOf(target)} already. Nothing was changed.");
        }
        var made = new BsonDocument { ["_id"] = "from", ["origin"] = origin };
        await to.WriteAsync(new StateWrite.Insert(s_mark, made), cancellationToken);
    }

    private Task<bool> SetOptionsAsync(CollectionName target, CollectionOptions options, CancellationToken cancellationToken) =>
        to.WriteAsync(
            async session =>
            {
                await session.SetOptionsAsync(target, options);
                return true;
            },
            cancellationToken);

    private async Task<long> CopyAsync(CollectionName source, CollectionName target, CancellationToken cancellationToken)
    {
        await to.WriteAsync(
            async session =>
            {
                await session.CreateCollectionAsync(target);
                return true;
            },
            cancellationToken);
        long count = 0, bytes = 0;
        var batch = new List<BsonDocument>();
        await foreach (BsonDocument document in ReadAsync(from, source, cancellationToken))
        {
            batch.Add(document);
            bytes += BsonBytes.Write(document).Length;
            count++;
            if (batch.Count < CopiedTogether && bytes < BytesTogether) continue;
            await WriteAsync(target, batch, cancellationToken);
            (batch, bytes) = ([], 0);
        }
        if (batch.Count > 0) await WriteAsync(target, batch, cancellationToken);
        return count;
    }

    // What was written once stays, whatever its collection has asked for since.
    private Task<bool> WriteAsync(CollectionName target, List<BsonDocument> batch, CancellationToken cancellationToken) =>
        new UncheckedAccess(to).WriteAsync(
            async session =>
            {
                var ids = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(batch.Select(document => document["_id"]))));
                Dictionary<BsonValue, StoredDocument> there = await session
                    .FindAsync(target, new StoreQuery(StoreFilter.Parse(ids, CancellationToken.None)), CancellationToken.None)
                    .ToDictionaryAsync(found => found.Document["_id"], cancellationToken: CancellationToken.None);
                foreach (BsonDocument document in batch)
                {
                    if (!there.TryGetValue(document["_id"], out StoredDocument known)) await session.InsertAsync(target, document);
                    else if (!Hash(known.Document).SequenceEqual(Hash(document)))
                        await session.ReplaceAsync(target, known, document, ChangeKind.Replace);
                }
                return true;
            },
            cancellationToken);

    private async Task CompareAsync(CollectionName source, CollectionName target, CancellationToken cancellationToken)
    {
        (long Count, string Sum) one = await SumAsync(from, source, cancellationToken);
        (long Count, string Sum) other = await SumAsync(to, target, cancellationToken);
        if (one == other) return;
        throw new ConfigurationException(
            $"{NameOf(target)} is not the same on both sides: {one.Count} documents there, {other.Count} here. Stop whatever writes to "
                + "them, and begin again.");
    }

    // Of all documents, in whatever order they come.
    private static async Task<(long Count, string Sum)> SumAsync(
        IDataStore store, CollectionName collection, CancellationToken cancellationToken)
    {
        long count = 0;
        byte[] sum = new byte[SHA256.HashSizeInBytes];
        await foreach (BsonDocument document in ReadAsync(store, collection, cancellationToken))
        {
            byte[] hash = Hash(document);
            // Two that are the same cannot be there, which would take each other out of it.
            for (int i = 0; i < sum.Length; i++) sum[i] ^= hash[i];
            count++;
        }
        return (count, Convert.ToHexString(sum));
    }

    private static IAsyncEnumerable<BsonDocument> ReadAsync(
        IDataStore store, CollectionName collection, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session => session.FindAsync(collection, new StoreQuery(StoreFilter.Everything), cancellationToken), cancellationToken)
            .Select(found => Prepared(collection, found.Document));

    // Where a trigger is in the changes of one store means nothing in another: it goes on from its next start.
    private static BsonDocument Prepared(CollectionName collection, BsonDocument document)
    {
        if (collection.Source.Length > 0 || collection.Collection != "triggers") return document;
        return new BsonDocument(document.Where(field => field.Name is not ("position" or "holder")));
    }

    // MongoDB puts the id first.
    private static byte[] Hash(BsonDocument document)
    {
        if (document.GetElement(0).Name == "_id") return SHA256.HashData(BsonBytes.Write(document));
        var ordered = new BsonDocument("_id", document["_id"]);
        ordered.AddRange(document.Where(field => field.Name != "_id"));
        return SHA256.HashData(BsonBytes.Write(ordered));
    }

    private static string NameOf(CollectionName name) => name.Source.Length == 0 ? $"state {name.Collection}" : name.ToString();
}
