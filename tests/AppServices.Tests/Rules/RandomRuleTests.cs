using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Queries;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using AppServices.Tests.Storage;
using CsCheck;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Rules;

/// <summary>
/// With random rules on random documents, a user reads and changes exactly what <see cref="ReferenceRules"/> say: a reader of the
/// reference that knows nothing of queries, indexes and compiled expressions.
/// </summary>
public sealed class RandomRuleTests : IAsyncLifetime
{
    private const int Documents = 6;

    private static readonly Gen<Sample> s_sample = Gen.Select(
        RuleGen.Role.Array[1, 3], RuleGen.Filter.Array[0, 2], RuleGen.Document.Array[Documents], Gen.OneOf("mia", "tom"), RuleGen.Query, RuleGen.Update, RuleGen.Document)
        .Select((roles, filters, documents, user, query, update, inserted) => new Sample(
            roles, filters, documents.Select(WithId).ToArray(), user, query, update, inserted));

    private static readonly CollectionName s_name = new("r", "d", "c");

    private readonly Storage.TestStore _test = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // An index, so that what rules leave to the database is answered by one.
    public async ValueTask InitializeAsync() =>
        await _test.Store.EnsureIndexAsync(s_name, new IndexDefinition(new BsonDocument("owner", 1)), Token);

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task Reads()
    {
        int whole = 0, partial = 0, hidden = 0;
        await s_sample.SampleAsync(
            async sample =>
            {
                await CompareReadsAsync(sample);
                foreach (BsonDocument document in sample.Documents)
                    if (sample.Rules.See(document) is not { } seen) hidden++;
                    else if (seen.Equals(document)) whole++;
                    else partial++;
            },
            iter: 500, threads: 1, print: sample => sample.ToString());
        Assert.All([whole, partial, hidden], count => Assert.InRange(count, 100, int.MaxValue));     // else nothing would have been shown
    }

    private async Task CompareReadsAsync(Sample sample)
    {
        DocumentOperations ruled = await PrepareAsync(sample);
        BsonDocument[] expected = sample.Visible().Where(QueryParser.Parse(sample.Query, TestContext.Current.CancellationToken).Matches).ToArray();
        List<BsonDocument> found = await ruled.FindAsync(s_name, new FindCommand(sample.Query), Token).ToListAsync(Token);
        AssertSame(expected, found);
        AssertSame(expected.Take(2), await ruled.FindAsync(s_name, new FindCommand(sample.Query) { Limit = 2 }, Token).ToListAsync(Token));
        var match = new BsonArray { new BsonDocument("$match", sample.Query) };
        AssertSame(expected, await ruled.AggregateAsync(s_name, new AggregateCommand(match), Token).ToListAsync(Token));
        Assert.Equal(expected.Length, await ruled.CountAsync(s_name, new FindCommand(sample.Query), Token));
        Assert.Equal(
            expected.Select(document => document.GetValue("a", null)).OfType<BsonValue>().Distinct().Order(),
            await ruled.DistinctAsync(s_name, "a", new FindCommand(sample.Query), Token));
        List<BsonDocument> sorted = await ruled.FindAsync(s_name, new FindCommand(sample.Query) { Sort = new BsonDocument("a", 1), Skip = 1 }, Token).ToListAsync(Token);
        BsonDocument[] inOrder = expected.OrderBy(document => document.GetValue("a", -1).AsInt32).Skip(1).ToArray();
        AssertSame(inOrder, sorted);
        match.AddRange([new BsonDocument("$sort", new BsonDocument("a", 1)), new BsonDocument("$skip", 1), new BsonDocument("$limit", 2)]);
        AssertSame(inOrder.Take(2), await ruled.AggregateAsync(s_name, new AggregateCommand(match), Token).ToListAsync(Token));
    }

    [Fact]
    public async Task Writes()
    {
        var counts = new Dictionary<(Type, bool), int>();
        await s_sample.SampleAsync(
            async sample =>
            {
                WriteCommand[] commands =
                [
                    new WriteCommand.Update(sample.Query, sample.Update), new WriteCommand.Update(sample.Query, sample.Update) { IsMany = true },
                    new WriteCommand.Delete(sample.Query), new WriteCommand.Delete(sample.Query) { IsMany = true },
                    new WriteCommand.Insert(WithId(sample.Inserted, 99)),
                ];
                foreach (WriteCommand command in commands)
                {
                    Outcome outcome = await CompareAsync(sample, command);
                    if (outcome.IsRefused || !outcome.Stored.SequenceEqual(sample.Documents))
                        counts[(command.GetType(), outcome.IsRefused)] = counts.GetValueOrDefault((command.GetType(), outcome.IsRefused)) + 1;
                }
            },
            iter: 250, threads: 1, print: sample => sample.ToString());
        Assert.Equal(6, counts.Count(count => count.Value > 10));       // updates, deletes, inserts, each refused and done
    }

    [Fact]
    public Task Finds_and_modifies() => s_sample.SampleAsync(
        async sample =>
        {
            foreach (BsonDocument? change in new[] { sample.Update, null })
            {
                DocumentOperations ruled = await PrepareAsync(sample);
                WriteCommand.OfDocuments write = change is null ? new WriteCommand.Delete(sample.Query) : new WriteCommand.Update(sample.Query, change);
                Outcome expected = Outcome.Of(sample, write);
                var command = new FindAndModifyCommand(write) { ReturnsNew = true };
                BsonDocument? returned = null;
                Exception? error = await Record.ExceptionAsync(async () => returned = await ruled.FindAndModifyAsync(s_name, command, Token));
                await AssertAsync(expected, error);
                if (error is null) Assert.Equal(expected.Returned is null ? null : sample.Rules.See(expected.Returned), returned);
            }
        },
        iter: 200, threads: 1, print: sample => sample.ToString());

    [Fact]
    public Task Watches() => s_sample.SampleAsync(
        async sample =>
        {
            var app = new RuledApp(sample, _test.Store);
            await _test.Store.DropAsync(s_name, Token);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var opened = new TaskCompletionSource();
            var told = new List<BsonDocument>();
            Task watching = app.WatchAsync(s_name, () => opened.TrySetResult(), told, ended.Token);
            await opened.Task;
            List<BsonDocument> expected = [];
            foreach (BsonDocument document in sample.Documents)
            {
                await _test.Store.Operations().WriteAsync(s_name, [new WriteCommand.Insert(document)], isOrdered: true, Token);
                await _test.Store.Operations().WriteAsync(s_name, [new WriteCommand.Update(new BsonDocument("_id", document["_id"]), sample.Update)], isOrdered: true, Token)
                    .ContinueWith(_ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
                BsonDocument after = (await StoredAsync()).Single();
                await _test.Store.Operations().WriteAsync(s_name, [new WriteCommand.Delete([])], isOrdered: true, Token);
                IEnumerable<BsonDocument> changes = after.Equals(document) ? [document] : [document, after];
                expected.AddRange(changes.Select(sample.Rules.See).OfType<BsonDocument>());
                if (sample.Rules.See(after) is not null) expected.Add(new BsonDocument("deleted", document["_id"]));
            }
            while (told.Count < expected.Count && !watching.IsCompleted) await Task.Delay(1, Token);
            await ended.CancelAsync();
            await watching;
            AssertSame(expected, told);
        },
        iter: 40, threads: 1, print: sample => sample.ToString());

    private async Task<Outcome> CompareAsync(Sample sample, WriteCommand command)
    {
        DocumentOperations ruled = await PrepareAsync(sample);
        Outcome expected = Outcome.Of(sample, command);
        Exception? error = await Record.ExceptionAsync(() => ruled.WriteAsync(s_name, [command], isOrdered: true, Token));
        await AssertAsync(expected, error);
        return expected;
    }

    private async Task AssertAsync(Outcome expected, Exception? error)
    {
        Assert.True(expected.IsRefused == error is not null, $"{error?.Message ?? "nothing was refused"}");
        AssertSame(expected.Stored, await StoredAsync());
    }

    private async Task<DocumentOperations> PrepareAsync(Sample sample)
    {
        var nothing = new WriteCommand.Delete([]) { IsMany = true };
        await _test.Store.Operations().WriteAsync(s_name, [nothing, .. sample.Documents.Select(document => new WriteCommand.Insert(document))], isOrdered: true, Token);
        return new RuledApp(sample, _test.Store).Operations;
    }

    private async Task<List<BsonDocument>> StoredAsync() => await _test.Store.Operations().FindAsync(s_name, new FindCommand([]), Token).ToListAsync(Token);

    private static BsonDocument WithId(BsonDocument document, int id) => new BsonDocument("_id", id).AddRange(document);

    private static void AssertSame(IEnumerable<BsonDocument> expected, IEnumerable<BsonDocument> actual) =>
        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
}
