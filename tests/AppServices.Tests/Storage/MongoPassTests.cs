using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Server.Wire;
using AppServices.Tests.Server;
using AppServices.Tests.Wire;
using MongoDB.Bson;
using MongoDB.Driver;
using Xunit;

namespace AppServices.Tests.Storage;

/// <summary>What is left to the MongoDB of an operator, seen by the commands that are allowed to succeed there.</summary>
public sealed class MongoPassTests : IAsyncLifetime
{
    private static readonly CollectionName s_items = new("app/mongodb-atlas", "shop", "items");

    private AppServerFixture _server = null!;
    private MongoStore _store = null!;
    private MongoClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IMongoCollection<BsonDocument> Items => _client.GetDatabase(s_items.Database).GetCollection<BsonDocument>(s_items.Collection);

    public async ValueTask InitializeAsync()
    {
        _server = await MongodbServer.StartAsync(new MongodbSettings { Port = 0, HasTestCommands = true });
        string password = await new DatabaseUsers(_server.Data.Store).CreateAsync("operator", Cancel);
        string address = $"mongodb://operator:{password}@{_server.Mongodb}/?directConnection=true";
        (_store, _client) = (new MongoStore(MongoAddress.Parse(address), "state"), new MongoClient(address));
        await Items.InsertManyAsync(Enumerable.Range(0, 20).Select(i => new BsonDocument { ["_id"] = i, ["n"] = i % 4, ["a"] = new BsonArray { i, 100 } }), cancellationToken: Cancel);
        await _client.GetDatabase("shop").GetCollection<BsonDocument>("names").InsertOneAsync(new BsonDocument { ["_id"] = 3, ["name"] = "three" }, cancellationToken: Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("[{$match: {n: 3}}, {$group: {_id: '$n', sum: {$sum: '$_id'}}}, {$lookup: {from: 'names', localField: '_id', foreignField: '_id', as: 'x'}}]", "find,count", "{_id: 3, sum: 55, x: [{_id: 3, name: 'three'}]}")]
    [InlineData("[{$facet: {all: [{$count: 'c'}]}}, {$unionWith: {coll: 'names', pipeline: [{$match: {_id: 3}}]}}]", "find,count", "{all: [{c: 20}]}, {_id: 3, name: 'three'}")]
    [InlineData("[{$sortByCount: '$n'}, {$sort: {_id: 1}}, {$limit: 1}, {$merge: 'out'}]", "count", "")]
    public async Task Pipelines_go_there(string pipeline, string failing, string expected)
    {
        await FailAsync(failing.Split(','), skip: 0);
        List<BsonDocument> results = await Operations().AggregateAsync(s_items, new AggregateCommand(Parse(pipeline)), Cancel).ToListAsync(Cancel);
        Assert.Equal(Parse($"[{expected}]"), new BsonArray(results));
        await PassAsync();
        if (pipeline.Contains("$merge", StringComparison.Ordinal))
            Assert.Equal(5, (await _client.GetDatabase("shop").GetCollection<BsonDocument>("out").Find("{_id: 0}").SingleAsync(Cancel))["count"].ToInt32());
    }

    [Theory]
    [InlineData("[{$lookup: {from: {db: 'state', coll: 'users'}, pipeline: [], as: 'x'}}]")]
    [InlineData("[{$facet: {a: [{$lookup: {from: {db: 'state', coll: 'users'}, pipeline: [], as: 'x'}}]}}]")]
    [InlineData("[{$match: {$where: 'true'}}]")]
    [InlineData("[{$match: {$expr: {$function: {body: 'function() { return true; }', args: [], lang: 'js'}}}}]")]
    [InlineData("[{$group: {_id: null, x: {$accumulator: {init: 'a', accumulate: 'b', accumulateArgs: [], merge: 'c', lang: 'js'}}}}]")]
    [InlineData("[{$currentOp: {}}]")]
    [InlineData("[{$listSessions: {}}]")]
    [InlineData("[{$unionWith: {db: 'state', coll: 'users'}}]")]
    public async Task What_reaches_elsewhere_or_runs_scripts_does_not_go_there(string pipeline)
    {
        await FailAsync(["aggregate", "find"], skip: 0);
        DocumentException refused = await Assert.ThrowsAnyAsync<DocumentException>(
            async () => await Operations().AggregateAsync(s_items, new AggregateCommand(Parse(pipeline)), Cancel).CountAsync(Cancel));
        Assert.NotEqual(9999, refused.Code);
    }

    [Fact]
    public async Task What_only_MongoDB_knows_is_asked_of_it()
    {
        // The server here is ours, and says so.
        foreach (string filter in new[] { "{at: {$geoWithin: {$centerSphere: [[0, 0], 1]}}}", "{$text: {$search: 'x'}}" })
        {
            await FailAsync(["find", "aggregate", "update"], skip: 0);
            var query = new FindCommand(BsonDocument.Parse(filter));
            Assert.Equal(9999, (await Assert.ThrowsAsync<DocumentException>(async () => await Operations().FindAsync(s_items, query, Cancel).CountAsync(Cancel))).Code);
            Assert.Equal(9999, (await Assert.ThrowsAsync<DocumentException>(() => Operations().CountAsync(s_items, query, Cancel))).Code);
            var update = new WriteCommand.Update(query.Filter, BsonDocument.Parse("{$set: {x: 1}}")) { IsMany = true };
            Assert.Equal(9999, (await CodeOfAsync(update)));
            await PassAsync();
        }
        DocumentException script = await Assert.ThrowsAsync<DocumentException>(
            async () => await Operations().FindAsync(s_items, new FindCommand(BsonDocument.Parse("{$where: 'true'}")), Cancel).CountAsync(Cancel));
        Assert.Equal(115, script.Code);
    }

    [Fact]
    public async Task Updates_and_deletions_go_there_as_one_command()
    {
        // The second one would fail.
        await FailAsync(["update", "find"], skip: 1);
        WriteResult result = await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{n: {$gte: 2}}"), BsonDocument.Parse("{$inc: {n: 10}, $set: {'a.$[x]': 0}}"))
        {
            IsMany = true, ArrayFilters = Parse("[{x: {$gte: 100}}]"),
        });
        Assert.Equal((10, 10, 0), (result.Matched, result.Modified, result.UpsertedIds.Count));
        await PassAsync();
        Assert.Equal(10, await Items.CountDocumentsAsync("{n: {$gte: 12}, a: 0}", cancellationToken: Cancel));

        await FailAsync(["delete", "find"], skip: 1);
        Assert.Equal(5, (await WriteAsync(new WriteCommand.Delete(BsonDocument.Parse("{n: 12}")) { IsMany = true })).Deleted);
        await FailAsync(["update", "find"], skip: 1);
        result = await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{key: 'new'}"), BsonDocument.Parse("{$set: {n: 1}}")) { IsUpsert = true });
        Assert.Equal((0, 0), (result.Matched, result.Modified));
        await PassAsync();
        BsonDocument made = await Items.Find(new BsonDocument("_id", Assert.Single(result.UpsertedIds).Value)).SingleAsync(Cancel);
        Assert.Equal(("new", 1), (made["key"].AsString, made["n"].AsInt32));
        // A replacement of many is the API's own, and an order is not every MongoDB's.
        result = await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{n: 0}"), BsonDocument.Parse("{z: 1}")) { IsMany = true });
        Assert.Equal((5, 5), (result.Matched, result.Modified));
        await WriteAsync(new WriteCommand.Update([], BsonDocument.Parse("{$set: {last: true}}")) { Sort = BsonDocument.Parse("{_id: -1}") });
        Assert.Equal(1, await Items.CountDocumentsAsync("{last: true}", cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_write_by_itself_needs_no_transaction_and_fails_like_one()
    {
        await _store.EnsureIndexAsync(s_items, new IndexDefinition(new BsonDocument("key", 1)) { Name = "by key", IsUnique = true, IsSparse = true }, Cancel);
        await FailAsync(["commitTransaction", "find"], skip: 0);
        Assert.Equal(30, (await WriteAsync(new WriteCommand.Insert(BsonDocument.Parse("{_id: 30, key: 'a'}")))).InsertedIds[0].AsInt32);
        Assert.Equal((1, 1), Counts(await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 30}"), BsonDocument.Parse("{$set: {n: 7}}")))));
        Assert.Equal((1, 1), Counts(await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 30}"), Parse("[{$set: {m: {$add: ['$n', 1]}}}]")))));
        Assert.Equal((1, 1), Counts(await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 2}"), BsonDocument.Parse("{z: 1}")) { IsReplacement = true })));
        Assert.Equal((0, 0), Counts(await WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 99}"), BsonDocument.Parse("{$set: {z: 1}}")))));
        Assert.Equal(1, (await WriteAsync(new WriteCommand.Delete(BsonDocument.Parse("{_id: 3}")))).Deleted);
        WriteFailedException[] taken =
        [
            await Assert.ThrowsAsync<WriteFailedException>(() => WriteAsync(new WriteCommand.Insert(BsonDocument.Parse("{_id: 31, key: 'a'}")))),
            await Assert.ThrowsAsync<WriteFailedException>(() => WriteAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 4}"), BsonDocument.Parse("{$set: {key: 'a'}}")))),
        ];
        Assert.All(taken, failed =>
        {
            DuplicateKeyException error = Assert.IsType<DuplicateKeyException>(failed.Errors.Single().Error);
            Assert.Contains("index: by key dup key: { key: \"a\" }", error.Message, StringComparison.Ordinal);
        });
        Assert.IsType<DuplicateKeyException>((await Assert.ThrowsAsync<WriteFailedException>(() => WriteAsync(new WriteCommand.Insert(BsonDocument.Parse("{_id: 30}"))))).Errors.Single().Error);
        Assert.Equal(9, await CodeOfAsync(new WriteCommand.Update([], BsonDocument.Parse("{$foo: {a: 1}}"))));
        Assert.Equal(66, await CodeOfAsync(new WriteCommand.Update(BsonDocument.Parse("{_id: 5}"), BsonDocument.Parse("{$set: {_id: 6}}"))));
        await PassAsync();
        Assert.Equal(BsonDocument.Parse("{_id: 30, key: 'a', n: 7, m: 8}"), await Items.Find("{_id: 30}").SingleAsync(Cancel));
        Assert.Equal(BsonDocument.Parse("{_id: 2, z: 1}"), await Items.Find("{_id: 2}").SingleAsync(Cancel));

        static (long, long) Counts(WriteResult result) => (result.Matched, result.Modified);
    }

    [Fact]
    public async Task What_was_done_before_an_error_stays_and_is_done_again_as_it_was()
    {
        WriteFailedException failed = await Assert.ThrowsAsync<WriteFailedException>(() => WriteAsync(
            new WriteCommand.Update(BsonDocument.Parse("{n: 1}"), BsonDocument.Parse("{$inc: {n: 10}}")) { IsMany = true },
            new WriteCommand.Insert(BsonDocument.Parse("{_id: 0}")),
            new WriteCommand.Delete(BsonDocument.Parse("{n: 3}")) { IsMany = true }));
        Assert.Equal((5, 5, 0), (failed.Result.Matched, failed.Result.Modified, failed.Result.Deleted));
        Assert.Equal((5, 20), (await Items.CountDocumentsAsync("{n: 11}", cancellationToken: Cancel), await Items.CountDocumentsAsync("{}", cancellationToken: Cancel)));
        await using IStoreTransaction transaction = _store.Begin();
        var within = new DocumentOperations(transaction, policy: null, TimeSpan.FromMinutes(1));
        var more = new WriteCommand.Update(BsonDocument.Parse("{n: 11}"), BsonDocument.Parse("{$set: {m: 1}}")) { IsMany = true };
        Assert.Equal(5, (await within.WriteAsync(s_items, [more], isOrdered: true, Cancel)).Modified);
        Assert.Equal(5, (await within.AggregateAsync(s_items, new AggregateCommand(Parse("[{$match: {m: 1}}]")), Cancel).ToListAsync(Cancel)).Count);
        await Assert.ThrowsAsync<WriteFailedException>(() => within.WriteAsync(s_items, [new WriteCommand.Insert(BsonDocument.Parse("{_id: 0}"))], isOrdered: true, Cancel));
        await transaction.CommitAsync(Cancel);
        Assert.Equal(5, await Items.CountDocumentsAsync("{m: 1}", cancellationToken: Cancel));
    }

    private DocumentOperations Operations() => new(_store, policy: null, TimeSpan.FromMinutes(1));

    private Task<WriteResult> WriteAsync(params WriteCommand[] commands) => Operations().WriteAsync(s_items, commands, isOrdered: true, Cancel);

    private async Task<int> CodeOfAsync(WriteCommand command)
    {
        WriteFailedException failed = await Assert.ThrowsAsync<WriteFailedException>(() => WriteAsync(command));
        return Assert.IsType<DocumentException>(failed.Errors.Single().Error).Code;
    }

    private static BsonArray Parse(string array) => BsonDocument.Parse($"{{a: {array}}}")["a"].AsBsonArray;

    private Task FailAsync(string[] commands, int skip) => ConfigureAsync(skip == 0 ? "alwaysOn" : new BsonDocument("skip", skip), commands);

    private Task PassAsync() => ConfigureAsync("off", []);

    private async Task ConfigureAsync(BsonValue mode, string[] commands)
    {
        var point = new BsonDocument { ["configureFailPoint"] = "failCommand", ["mode"] = mode };
        if (commands.Length > 0) point["data"] = new BsonDocument { ["failCommands"] = new BsonArray(commands), ["errorCode"] = 9999 };
        await _client.GetDatabase("admin").RunCommandAsync<BsonDocument>(point, cancellationToken: Cancel);
    }
}
