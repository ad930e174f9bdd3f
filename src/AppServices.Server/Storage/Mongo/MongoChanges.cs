using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using AppServices.Server.Bson;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// The changes of a MongoDB, by its change streams. They are of whole databases with a filter on the collection, since one of a collection
/// ends with it. Positions are the <c>_data</c> of resume tokens.
/// </summary>
internal sealed class MongoChanges(MongoConnection connection)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);
    private static readonly string[] s_documents = ["insert", "update", "replace", "delete"];
    private static readonly string[] s_collections = ["drop", "rename"];

    // What App Services tells of an event, in its order.
    private static readonly string[] s_told =
        ["_id", "operationType", "clusterTime", "wallTime", "fullDocument", "ns", "to", "documentKey", "updateDescription"];

    /// <summary>The changes from a moment on.</summary>
    public async IAsyncEnumerable<ChangeEvent> WatchAsync(
        ChangeWatch watch, Action<string> reached, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        connection.RequireOpen(watch.Scope);
        await foreach (ChangeBatch batch in ReadAsync(watch, reached, cancellationToken))
        {
            for (int i = 0; i < batch.Changes.Count; i++) yield return batch.Changes[i] with { BeginsRead = i == 0 };
            reached(batch.Position);
        }
    }

    /// <summary>The changes after a position.</summary>
    public IAsyncEnumerable<ChangeBatch> ReadAsync(CollectionName scope, string after, CancellationToken cancellationToken) =>
        ReadAsync(new ChangeWatch(scope, after), static _ => { }, cancellationToken);

    /// <summary>The position after all changes that there are, which is where a stream of them begins.</summary>
    public async Task<string> LatestAsync(CollectionName scope, CancellationToken cancellationToken)
    {
        IChangeStreamCursor<RawBsonDocument> stream = await OpenAsync(new ChangeWatch(scope), null, cancellationToken);
        await using var closing = new MongoClosing(stream);
        return Position(stream) ?? throw NoPosition();
    }

    /// <summary>How many changes there are after a position, as far as they can be read before there is nothing new.</summary>
    public async Task<long> CountAsync(CollectionName scope, string after, CancellationToken cancellationToken)
    {
        IChangeStreamCursor<RawBsonDocument> stream = await OpenAsync(new ChangeWatch(scope, after), null, cancellationToken);
        await using var closing = new MongoClosing(stream);
        long count = 0;
        bool isEnd = false;
        // What comes first is what was there already, if the server has it at hand; the end is where it waits in vain.
        for (int read = 0; !isEnd; read++)
        {
            if (!await CallAsync(() => stream.MoveNextAsync(cancellationToken))) break;
            long found = stream.Current.Count();
            count += found;
            isEnd = found == 0 && read > 0;
        }
        return count;
    }

    private async IAsyncEnumerable<ChangeBatch> ReadAsync(
        ChangeWatch watch, Action<string> opened, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        BsonDocument? startAfter = null;
        string? position = watch.ResumeAfter;
        bool isFirst = true;
        while (true)
        {
            IChangeStreamCursor<RawBsonDocument> stream = await OpenAsync(watch, startAfter, cancellationToken);
            await using var closing = new MongoClosing(stream);
            if (isFirst) opened(Position(stream) ?? position ?? throw NoPosition());
            isFirst = false;
            while (await CallAsync(() => stream.MoveNextAsync(cancellationToken)))
            {
                ChangeEvent[] changes = [.. stream.Current.Select(BsonDocument (raw) => BsonBytes.Read(MongoConnection.Bytes(raw)))
                    .Where(told => told["operationType"] != "invalidate").Select(told => ToEvent(watch.Scope, told))];
                string? next = Position(stream);
                if (next is null || (next == position && changes.Length == 0)) continue;
                position = next;
                yield return new ChangeBatch(changes, position);
            }
            // The database was dropped, which ends the stream; the next one begins after that.
            startAfter = stream.GetResumeToken();
        }
    }

    private Task<IChangeStreamCursor<RawBsonDocument>> OpenAsync(
        ChangeWatch watch, BsonDocument? startAfter, CancellationToken cancellationToken)
    {
        bool isState = watch.Scope.Source.Length == 0;
        var options = new ChangeStreamOptions
        {
            FullDocument = ChangeStreamFullDocumentOption.UpdateLookup,
            FullDocumentBeforeChange = isState ? ChangeStreamFullDocumentBeforeChangeOption.Default
                : ChangeStreamFullDocumentBeforeChangeOption.WhenAvailable,
            MaxAwaitTime = s_wait,
            StartAfter = startAfter,
            ResumeAfter = startAfter is null && watch.ResumeAfter is { } after ? Token(after) : null,
            StartAtOperationTime = startAfter is null && watch is { ResumeAfter: null, From: { } from } && from < DateTimeOffset.UtcNow
                ? new BsonTimestamp((int)from.ToUnixTimeSeconds(), 0)
                : null,
        };
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, RawBsonDocument> pipeline =
            new BsonDocument[] { new("$match", Filter(watch)) };
        return CallAsync(() => watch.Scope is { Source: not "", Database: "" }
            ? connection.Client.WatchAsync(pipeline, options, cancellationToken)
            : connection.Client.GetDatabase(connection.DatabaseOf(watch.Scope)).WatchAsync(pipeline, options, cancellationToken));
    }

    // The state is read for what it tells only: that a document is gone at once is nothing to tell.
    private BsonDocument Filter(ChangeWatch watch)
    {
        CollectionName scope = watch.Scope;
        IEnumerable<string> kinds = scope.Source.Length == 0 ? ["insert"]
            : watch.TellsDrops ? s_documents.Concat(s_collections)
            : s_documents;
        var filter = new BsonDocument("operationType", new BsonDocument("$in", new BsonArray(kinds.Append("invalidate"))));
        if (scope.Collection.Length > 0)
        {
            return new BsonDocument("$or", new BsonArray
            {
                filter.Add("ns.coll", scope.Collection), new BsonDocument("operationType", "invalidate"),
            });
        }
        if (scope is { Source: not "", Database: "" })
        {
            var databases = new BsonDocument("$nin", new BsonArray([connection.StateDatabase, .. Namespace.ReservedDatabases]));
            if (connection.Address.Prefix is { Length: > 0 } prefix) databases["$regex"] = "^" + Regex.Escape(prefix);
            filter["ns.db"] = databases;
        }
        return filter;
    }

    private ChangeEvent ToEvent(CollectionName scope, BsonDocument told)
    {
        var document = new BsonDocument();
        foreach (string name in s_told)
            if (told.TryGetValue(name, out BsonValue value)) document.Add(name, value);
        document["_id"] = new BsonDocument("_data", told["_id"]["_data"]);
        if (told["operationType"] == "update") document["updateDescription"] = Describe(told["updateDescription"].AsBsonDocument);
        if (scope.Source.Length > 0)
        {
            NameAsApps(document, "ns");
            NameAsApps(document, "to");
        }
        BsonDocument? after = told.GetValue("fullDocument", BsonNull.Value) as BsonDocument;
        if (after is null) document.Remove("fullDocument");
        else if (scope.Source.Length == 0) after.Remove(MongoReading.Touched);
        return new ChangeEvent(document, after, told.GetValue("fullDocumentBeforeChange", BsonNull.Value) as BsonDocument);
    }

    private void NameAsApps(BsonDocument told, string field)
    {
        if (told.GetValue(field, BsonNull.Value) is BsonDocument place && connection.AppNameOf(place["db"].AsString) is { } name)
            place["db"] = name;
    }

    private static BsonDocument Describe(BsonDocument told)
    {
        var update = new BsonDocument { ["updatedFields"] = told["updatedFields"], ["removedFields"] = told["removedFields"] };
        if (told.GetValue("truncatedArrays", BsonNull.Value) is BsonArray { Count: > 0 } shorter) update["truncatedArrays"] = shorter;
        return update;
    }

    private static BsonDocument Token(string position) => position.Length > 0 && position.All(char.IsAsciiHexDigit)
        ? new BsonDocument("_data", position)
        : throw new DocumentException(260, "InvalidResumeToken", "The resume token is not one of this server.");

    private static string? Position(IChangeStreamCursor<RawBsonDocument> stream) =>
        stream.GetResumeToken()?.GetValue("_data", BsonNull.Value) is BsonString data ? data.Value : null;

    private static DocumentException NoPosition() =>
        DocumentException.Unsupported("The database does not say where its changes are: its change streams have no resume tokens.");

    private Task<T> CallAsync<T>(Func<Task<T>> call) => MongoErrors.CallAsync(connection, null, call);
}
