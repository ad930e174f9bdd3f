using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Wire;

/// <summary>The official .NET driver against the server.</summary>
public sealed class DriverTests(MongodbServer mongodb) : IClassFixture<MongodbServer>
{
    private readonly IMongoDatabase _database = mongodb.NewDatabase();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IMongoCollection<BsonDocument> Items => _database.GetCollection<BsonDocument>("items");

    [Fact]
    public async Task Documents_are_written_found_and_deleted()
    {
        await Items.InsertManyAsync([Doc("{_id: 1, a: 1}"), Doc("{_id: 2, a: 2}"), Doc("{_id: 3, a: 3}")], cancellationToken: Cancel);
        Assert.Equal([3, 2], (await Items.Find("{a: {$gt: 1}}").Sort("{a: -1}").ToListAsync(Cancel)).Select(static each => each["_id"].AsInt32));
        MongoDB.Driver.UpdateResult updated = await Items.UpdateManyAsync("{a: {$gte: 2}}", "{$set: {b: 1}}", cancellationToken: Cancel);
        Assert.Equal((2, 2), (updated.MatchedCount, updated.ModifiedCount));
        Assert.Equal(9, (await Items.UpdateOneAsync("{_id: 9}", "{$set: {b: 2}}", new UpdateOptions { IsUpsert = true }, Cancel)).UpsertedId);
        Assert.Equal(4, await Items.CountDocumentsAsync("{}", cancellationToken: Cancel));
        Assert.Equal(4, await Items.EstimatedDocumentCountAsync(cancellationToken: Cancel));
        Assert.Equal([1, 2], (await (await Items.DistinctAsync<int>("b", "{}", cancellationToken: Cancel)).ToListAsync(Cancel)));
        BsonDocument after = await Items.FindOneAndUpdateAsync<BsonDocument>(
            "{_id: 1}", "{$inc: {a: 5}}", new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After }, Cancel);
        Assert.Equal(6, after["a"]);
        Assert.Equal(6, (await Items.FindOneAndDeleteAsync<BsonDocument>("{_id: 1}", cancellationToken: Cancel))["a"]);
        Assert.Equal(3, (await Items.DeleteManyAsync("{}", Cancel)).DeletedCount);
    }

    // The driver's own type refuses it, so the document is made of bytes.
    [Fact]
    public async Task Binary_data_of_the_subtype_of_a_UUID_that_is_none_is_kept()
    {
        byte[] bytes = Convert.FromHexString("1F000000" + "105F696400" + "01000000" + "056200" + "03000000" + "04" + "616263" + "1076000200000000");
        BitConverter.TryWriteBytes(bytes, bytes.Length);
        IMongoCollection<RawBsonDocument> raw = _database.GetCollection<RawBsonDocument>("raw");
        await raw.InsertOneAsync(new RawBsonDocument(bytes), cancellationToken: Cancel);
        Assert.Equal(bytes, (await raw.Find("{_id: 1}").SingleAsync(Cancel)).Slice.AccessBackingBytes(0).ToArray()[..bytes.Length]);
        BsonDocument told = await _database.RunCommandAsync<BsonDocument>(
            "{aggregate: 'raw', pipeline: [{$project: {_id: 0, t: {$type: '$b'}, s: {$subtype: '$b'}}}], cursor: {}}", cancellationToken: Cancel);
        Assert.Equal(Doc("{t: 'binData', s: 4}"), told["cursor"]["firstBatch"][0]);
    }

    [Fact]
    public async Task What_fails_of_several_writes_is_told_by_its_place()
    {
        await Items.InsertOneAsync(Doc("{_id: 1}"), cancellationToken: Cancel);
        var failed = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => Items.InsertManyAsync(
            [Doc("{_id: 0}"), Doc("{_id: 1}"), Doc("{_id: 2}")], new InsertManyOptions { IsOrdered = false }, Cancel));
        Assert.Equal((1, 11000, 2L), (failed.WriteErrors[0].Index, failed.WriteErrors[0].Code, failed.Result.InsertedCount));
        var refused = await Assert.ThrowsAsync<MongoCommandException>(() => Items.FindOneAndUpdateAsync(
            "{_id: 0}", "{$set: {_id: 1}}", cancellationToken: Cancel));
        Assert.Equal(66, refused.Code);
        Assert.Equal(59, (await CommandFailsAsync("{frobnicate: 1}")).Code);
        Assert.Equal(40415, (await CommandFailsAsync("{find: 'items', frob: 1}")).Code);
        Assert.Equal(14, (await CommandFailsAsync("{find: 'items', filter: 1}")).Code);
        Assert.Equal(40414, (await CommandFailsAsync("{insert: 'items'}")).Code);
        Assert.Equal(9, (await CommandFailsAsync("{aggregate: 'items', pipeline: []}")).Code);
        Assert.Equal(73, (await CommandFailsAsync("{insert: 'system.x', documents: [{}]}")).Code);
        Assert.Equal(322, (await CommandFailsAsync("{find: 'items', apiVersion: '2'}")).Code);
        Assert.Equal(246, (await CommandFailsAsync("{find: 'items', readConcern: {level: 'snapshot'}}")).Code);
    }

    [Fact]
    public async Task A_cursor_gives_all_documents_in_batches_as_they_were()
    {
        BsonDocument[] written = [.. Enumerable.Range(0, 2000).Select(static i => new BsonDocument { ["_id"] = i, ["s"] = new string('x', i % 700) })];
        await Items.InsertManyAsync(written, cancellationToken: Cancel);
        using IAsyncCursor<BsonDocument> cursor = await Items.Find("{}").Sort("{_id: 1}").ToCursorAsync(Cancel);
        Assert.True(await cursor.MoveNextAsync(Cancel));
        Assert.Equal(101, cursor.Current.Count());
        await Items.DeleteManyAsync("{}", Cancel);
        Assert.Equal(written.Skip(101), await cursor.ToListAsync(Cancel));
        Assert.Equal(43, (await CommandFailsAsync("{getMore: NumberLong(7), collection: 'items'}")).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&compressors=zlib")]
    public async Task Large_batches_go_both_ways(string options)
    {
        using var client = new MongoClient(mongodb.Address(options: options));
        IMongoCollection<BsonDocument> items = client.GetDatabase(_database.DatabaseNamespace.DatabaseName).GetCollection<BsonDocument>("items");
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{i:x5},"));
        await items.InsertManyAsync(Enumerable.Range(0, 50).Select(i => new BsonDocument { ["_id"] = i, ["text"] = text }), cancellationToken: Cancel);
        Assert.All(await items.Find("{}").ToListAsync(Cancel), each => Assert.Equal(text, each["text"].AsString));
    }

    [Fact]
    public async Task All_documents_can_be_copied_into_another_server_byte_for_byte()
    {
        BsonDocument[] written =
        [
            Doc("{_id: 1, a: NumberDecimal('-0'), b: -0.0, c: [1, NumberLong(1), 1.0], d: ISODate('1969-12-31T23:59:59.999Z')}"),
            new BsonDocument { ["_id"] = new BsonBinaryData([1, 2, 3], BsonBinarySubType.MD5), ["ts"] = new BsonTimestamp(1, 2) },
            new BsonDocument { ["_id"] = BsonMinKey.Value, ["js"] = new BsonJavaScriptWithScope("f()", []), ["sym"] = BsonSymbol.Create("s"), ["u"] = BsonUndefined.Value },
            Doc("{_id: {b: 1, a: 2}, r: /a.b/i, n: null}"),
        ];
        await Items.InsertManyAsync(written, cancellationToken: Cancel);
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture other = await MongodbServer.StartAsync(app);
        string password = await new AppServices.Server.Wire.DatabaseUsers(other.Data.Store).CreateAsync("copier", Cancel);
        using var client = new MongoClient($"mongodb://copier:{password}@{other.Mongodb}/?directConnection=true");
        IMongoCollection<RawBsonDocument> from = _database.GetCollection<RawBsonDocument>("items"), to = client.GetDatabase("copy").GetCollection<RawBsonDocument>("items");
        await to.InsertManyAsync(await from.Find("{}").ToListAsync(Cancel), cancellationToken: Cancel);
        List<RawBsonDocument> one = await from.Find("{}").ToListAsync(Cancel), copied = await to.Find("{}").ToListAsync(Cancel);
        Assert.Equal(written.Length, copied.Count);
        Assert.Equal(one.Select(Bytes), copied.Select(Bytes));
        Assert.Equal(Convert.ToHexString(BsonBytes.Write(written[0])), Bytes(copied[0]));

        static string Bytes(RawBsonDocument document) => Convert.ToHexString(document.Slice.AccessBackingBytes(0).AsSpan(0, document.Slice.Length));
    }

    [Fact]
    public async Task Collections_and_indexes_are_managed()
    {
        await _database.CreateCollectionAsync("items", cancellationToken: Cancel);
        await _database.CreateCollectionAsync("items", cancellationToken: Cancel);
        Assert.Equal("a_1", await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{a: 1}", new CreateIndexOptions { Unique = true }), cancellationToken: Cancel));
        Assert.Equal(["_id_", "a_1"], (await (await Items.Indexes.ListAsync(Cancel)).ToListAsync(Cancel)).Select(static index => index["name"].AsString));
        Assert.Equal(85, (await Assert.ThrowsAsync<MongoCommandException>(() => Items.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>("{a: 1}", new CreateIndexOptions { Name = "other", Unique = true }), cancellationToken: Cancel))).Code);
        await Items.InsertOneAsync(Doc("{_id: 1, a: 1}"), cancellationToken: Cancel);
        var taken = await Assert.ThrowsAsync<MongoWriteException>(() => Items.InsertOneAsync(Doc("{_id: 2, a: 1}"), cancellationToken: Cancel));
        Assert.Equal(ServerErrorCategory.DuplicateKey, taken.WriteError.Category);
        BsonDocument plan = await _database.RunCommandAsync<BsonDocument>("{explain: {find: 'items', filter: {a: 1}}, verbosity: 'executionStats'}", cancellationToken: Cancel);
        Assert.Equal(("IXSCAN", 1, 1), (
            plan["queryPlanner"]["winningPlan"]["inputStage"]["stage"].AsString, plan["executionStats"]["nReturned"].AsInt32, plan["executionStats"]["totalDocsExamined"].AsInt32));
        Assert.True((await _database.RunCommandAsync<BsonDocument>("{validate: 'items'}", cancellationToken: Cancel))["valid"].AsBoolean);
        BsonDocument size = (await (await Items.AggregateAsync<BsonDocument>(new[] { Doc("{$collStats: {storageStats: {}}}") }, cancellationToken: Cancel)).ToListAsync(Cancel))[0];
        Assert.Equal(1, size["storageStats"]["count"].ToInt32());
        await Items.Indexes.DropOneAsync("a_1", Cancel);
        Assert.Equal(27, (await Assert.ThrowsAsync<MongoCommandException>(() => Items.Indexes.DropOneAsync("a_1", Cancel))).Code);
        await _database.RenameCollectionAsync("items", "things", cancellationToken: Cancel);
        Assert.Equal(["things"], await (await _database.ListCollectionNamesAsync(cancellationToken: Cancel)).ToListAsync(Cancel));
        Assert.Contains(_database.DatabaseNamespace.DatabaseName, await (await mongodb.Client.ListDatabaseNamesAsync(Cancel)).ToListAsync(Cancel));
        await mongodb.Client.DropDatabaseAsync(_database.DatabaseNamespace.DatabaseName, Cancel);
        Assert.DoesNotContain(_database.DatabaseNamespace.DatabaseName, await (await mongodb.Client.ListDatabaseNamesAsync(Cancel)).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_bulk_of_writes_to_several_collections_is_done()
    {
        string one = $"{_database.DatabaseNamespace}.one", other = $"{_database.DatabaseNamespace}.other";
        ClientBulkWriteResult result = await mongodb.Client.BulkWriteAsync(
            [
                new BulkWriteInsertOneModel<BsonDocument>(one, Doc("{_id: 1}")),
                new BulkWriteInsertOneModel<BsonDocument>(other, Doc("{_id: 1}")),
                new BulkWriteUpdateOneModel<BsonDocument>(one, "{_id: 1}", "{$set: {a: 1}}"),
                new BulkWriteUpdateOneModel<BsonDocument>(one, "{_id: 2}", "{$set: {a: 1}}", isUpsert: true),
                new BulkWriteDeleteOneModel<BsonDocument>(other, "{_id: 1}"),
            ],
            new ClientBulkWriteOptions { VerboseResult = true }, Cancel);
        Assert.Equal((2, 1, 1, 1), (result.InsertedCount, result.ModifiedCount, result.UpsertedCount, result.DeletedCount));
        var failed = await Assert.ThrowsAsync<ClientBulkWriteException>(() => mongodb.Client.BulkWriteAsync(
            [new BulkWriteInsertOneModel<BsonDocument>(one, Doc("{_id: 1}")), new BulkWriteInsertOneModel<BsonDocument>(one, Doc("{_id: 3}"))],
            cancellationToken: Cancel));
        Assert.Equal(11000, failed.WriteErrors[0].Code);
        Assert.Equal(2, await _database.GetCollection<BsonDocument>("one").CountDocumentsAsync("{}", cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_transaction_is_done_as_a_whole_or_not_at_all()
    {
        using IClientSessionHandle session = await mongodb.Client.StartSessionAsync(cancellationToken: Cancel);
        session.StartTransaction();
        await Items.InsertOneAsync(session, Doc("{_id: 1}"), cancellationToken: Cancel);
        Assert.Equal(0, await Items.CountDocumentsAsync("{}", cancellationToken: Cancel));
        Assert.Equal(1, await Items.CountDocumentsAsync(session, "{}", cancellationToken: Cancel));
        await session.AbortTransactionAsync(Cancel);
        Assert.Equal(0, await Items.CountDocumentsAsync("{}", cancellationToken: Cancel));
        await session.WithTransactionAsync(
            async (inner, token) =>
            {
                await Items.InsertOneAsync(inner, Doc("{_id: 2}"), cancellationToken: token);
                await Items.UpdateOneAsync(inner, "{_id: 2}", "{$set: {a: 1}}", cancellationToken: token);
                return 0;
            },
            cancellationToken: Cancel);
        Assert.Equal(Doc("{_id: 2, a: 1}"), await Items.Find("{}").SingleAsync(Cancel));
        session.StartTransaction();
        await Items.InsertOneAsync(session, Doc("{_id: 3}"), cancellationToken: Cancel);
        // Whoever writes at the same time is told so at once, and to try again.
        using (IClientSessionHandle other = await mongodb.Client.StartSessionAsync(cancellationToken: Cancel))
        {
            other.StartTransaction();
            var conflict = await Assert.ThrowsAsync<MongoCommandException>(() => Items.InsertOneAsync(other, Doc("{_id: 4}"), cancellationToken: Cancel));
            Assert.Equal((112, true), (conflict.Code, conflict.HasErrorLabel("TransientTransactionError")));
        }
        await session.CommitTransactionAsync(Cancel);
        await session.CommitTransactionAsync(Cancel);
        session.StartTransaction();
        Assert.Equal(263, (await Assert.ThrowsAsync<MongoCommandException>(() => _database.RunCommandAsync<BsonDocument>(session, "{count: 'items'}", cancellationToken: Cancel))).Code);
        var gone = await Assert.ThrowsAsync<MongoCommandException>(() => Items.InsertOneAsync(session, Doc("{_id: 5}"), cancellationToken: Cancel));
        Assert.Equal((251, true), (gone.Code, gone.HasErrorLabel("TransientTransactionError")));
    }

    [Fact]
    public async Task A_write_that_is_sent_again_is_done_once()
    {
        BsonDocument session = new("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard));
        BsonDocument insert = Numbered("{insert: 'items', documents: [{_id: 1}, {_id: 2}]}", 1);
        BsonDocument increase = Numbered("{findAndModify: 'items', query: {_id: 1}, update: {$inc: {n: 1}}, new: true, upsert: true}", 2);
        Assert.False((await RunAsync(insert)).Contains("retriedStmtIds"));
        Assert.Equal((2, 2), ((await RunAsync(insert))["n"].AsInt32, (await RunAsync(insert))["retriedStmtIds"].AsBsonArray.Count));
        Assert.Equal(1, (await RunAsync(increase))["value"]["n"]);
        Assert.Equal(1, (await RunAsync(increase))["value"]["n"]);
        var late = await Assert.ThrowsAsync<MongoCommandException>(() => RunAsync(insert));
        Assert.Equal(225, late.Code);
        Assert.Equal(2, await Items.CountDocumentsAsync("{}", cancellationToken: Cancel));

        BsonDocument Numbered(string command, long number) => Doc(command).AddRange(new BsonDocument { ["lsid"] = session, ["txnNumber"] = number });
        Task<BsonDocument> RunAsync(BsonDocument command) => _database.RunCommandAsync<BsonDocument>(command, cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_stream_tells_of_changes_and_goes_on_where_it_was()
    {
        BsonDocument token;
        var options = new ChangeStreamOptions { FullDocument = ChangeStreamFullDocumentOption.UpdateLookup };
        using (Stream stream = new(await Items.WatchAsync(options, Cancel)))
        {
            await Items.InsertOneAsync(Doc("{_id: 1}"), cancellationToken: Cancel);
            await Items.UpdateOneAsync("{_id: 1}", "{$set: {a: 1}}", cancellationToken: Cancel);
            Assert.Equal(ChangeStreamOperationType.Insert, (await stream.NextAsync()).OperationType);
            ChangeStreamDocument<BsonDocument> update = await stream.NextAsync();
            Assert.Equal((Doc("{_id: 1, a: 1}"), Doc("{a: 1}")), (update.FullDocument, update.UpdateDescription.UpdatedFields));
            token = update.ResumeToken;
        }
        await Items.DeleteOneAsync("{_id: 1}", Cancel);
        using (Stream stream = new(await Items.WatchAsync(new ChangeStreamOptions { ResumeAfter = token }, Cancel)))
        {
            Assert.Equal(ChangeStreamOperationType.Delete, (await stream.NextAsync()).OperationType);
            await _database.DropCollectionAsync("items", Cancel);
            Assert.Equal(ChangeStreamOperationType.Drop, (await stream.NextAsync()).OperationType);
            Assert.Equal(ChangeStreamOperationType.Invalidate, (await stream.NextAsync()).OperationType);
        }
        Assert.Equal(260, (await Assert.ThrowsAsync<MongoCommandException>(
            () => Items.WatchAsync(new ChangeStreamOptions { ResumeAfter = Doc("{_data: 'zz'}") }, Cancel))).Code);
    }

    [Fact]
    public async Task A_stream_of_a_database_or_of_all_tells_of_collections_that_come()
    {
        PipelineDefinition<ChangeStreamDocument<BsonDocument>, ChangeStreamDocument<BsonDocument>> inserts =
            new[] { Doc($"{{$match: {{operationType: 'insert', 'ns.db': '{_database.DatabaseNamespace}'}}}}") };
        using Stream stream = new(await _database.WatchAsync(inserts, cancellationToken: Cancel));
        using Stream all = new(await mongodb.Client.WatchAsync(inserts, cancellationToken: Cancel));
        await _database.GetCollection<BsonDocument>("fresh").InsertOneAsync(Doc("{_id: 1}"), cancellationToken: Cancel);
        await _database.GetCollection<BsonDocument>("fresh").DeleteOneAsync("{_id: 1}", Cancel);
        await _database.GetCollection<BsonDocument>("other").InsertOneAsync(Doc("{_id: 2}"), cancellationToken: Cancel);
        foreach (Stream each in (Stream[])[stream, all])
        {
            Assert.Equal("fresh", (await each.NextAsync()).CollectionNamespace.CollectionName);
            Assert.Equal("other", (await each.NextAsync()).CollectionNamespace.CollectionName);
        }
    }

    [Fact]
    public async Task Databases_of_several_apps_are_told_apart_by_name()
    {
        using AppFolder one = DocumentApp.Create(), other = DocumentApp.Create();
        other.Write("root_config.json", """{"app_id":"other-fghij","name":"other"}""");
        other.Write("data_sources/second/config.json", """{"name":"second","type":"mongodb-atlas","config":{}}""");
        await using AppServerFixture server = await MongodbServer.StartAsync(one, other);
        string password = await new AppServices.Server.Wire.DatabaseUsers(server.Data.Store).CreateAsync("x", Cancel);
        using var client = new MongoClient($"mongodb://x:{password}@{server.Mongodb}/?directConnection=true");
        foreach (string database in (string[])["shop@test-abcde", "shop@other-fghij", "shop@other-fghij@second"])
            await client.GetDatabase(database).GetCollection<BsonDocument>("items").InsertOneAsync(new BsonDocument("in", database), cancellationToken: Cancel);
        List<string> names = await (await client.ListDatabaseNamesAsync(Cancel)).ToListAsync(Cancel);
        Assert.Equal(["shop@other-fghij", "shop@other-fghij@second", "shop@test-abcde"], names);
        foreach (string database in names)
            Assert.Equal(database, (await client.GetDatabase(database).GetCollection<BsonDocument>("items").Find("{}").SingleAsync(Cancel))["in"]);
        var unclear = await Assert.ThrowsAsync<MongoCommandException>(() => client.GetDatabase("shop").RunCommandAsync<BsonDocument>("{find: 'items'}", cancellationToken: Cancel));
        Assert.Equal(73, unclear.Code);
    }

    [Fact]
    public async Task The_server_stops_although_somebody_waits()
    {
        using AppFolder app = DocumentApp.Create();
        AppServerFixture server = await MongodbServer.StartAsync(app);
        string password = await new AppServices.Server.Wire.DatabaseUsers(server.Data.Store).CreateAsync("x", Cancel);
        using var client = new MongoClient($"mongodb://x:{password}@{server.Mongodb}/?directConnection=true");
        using IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> stream = await client.GetDatabase("shop").WatchAsync(
            new ChangeStreamOptions { MaxAwaitTime = TimeSpan.FromMinutes(5) }, Cancel);
        Task waiting = stream.MoveNextAsync(Cancel);
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        await server.DisposeAsync();
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
        await Task.WhenAny(waiting);
    }

    private async Task<MongoCommandException> CommandFailsAsync(string command) => await Assert.ThrowsAsync<MongoCommandException>(
        () => _database.RunCommandAsync<BsonDocument>(command, cancellationToken: Cancel));

    private static BsonDocument Doc(string text) => BsonDocument.Parse(text);

    /// <summary>The events of a stream, one by one.</summary>
    private sealed class Stream(IChangeStreamCursor<ChangeStreamDocument<BsonDocument>> events) : IDisposable
    {
        private readonly Queue<ChangeStreamDocument<BsonDocument>> _rest = new();

        public async Task<ChangeStreamDocument<BsonDocument>> NextAsync()
        {
            while (_rest.Count == 0)
            {
                Assert.True(await events.MoveNextAsync(Cancel));
                foreach (ChangeStreamDocument<BsonDocument> each in events.Current) _rest.Enqueue(each);
            }
            return _rest.Dequeue();
        }

        public void Dispose() => events.Dispose();
    }
}
