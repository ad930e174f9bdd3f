using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Tests.Mql.Stages;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql;

/// <summary>Evaluations that would go on for hours, of one document each: a token ends them in the middle.</summary>
public sealed class CancellationTests
{
    private const string Big = """{"$range":[0,1000000]}""";

    [Theory]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$reduce":{"input":R,"initialValue":0,"in":{"$reduce":{"input":R,"initialValue":0,"in":1}}}}}}""")]
    [InlineData("""{"$size":{"$map":{"input":R,"in":{"$size":{"$filter":{"input":R,"cond":false}}}}}}""")]
    [InlineData("""{"$size":{"$filter":{"input":R,"cond":{"$gt":[{"$size":{"$map":{"input":R,"in":1}}},{"$size":{"$filter":{"input":R,"cond":false}}}]}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$size":{"$setUnion":[R,R]}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$size":{"$concatArrays":[R,R]}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$size":{"$sortArray":{"input":R,"sortBy":-1}}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$sum":R}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$size":{"$zip":{"inputs":[R,R]}}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$indexOfArray":[R,-1]}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$regexMatch":{"input":"TEXT","regex":"(a+)+b"}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$let":{"vars":{"x":R},"in":{"$size":"$$x"}}}}}""")]
    [InlineData("""{"$reduce":{"input":R,"initialValue":0,"in":{"$size":{"$split":["TEXT","a"]}}}}""")]
    public void Ends_expressions_when_they_are_parsed_and_when_they_run(string expression)
    {
        BsonValue value = Ejson.Value(expression.Replace("TEXT", new string('a', 20)).Replace("R", Big));
        Stops(token => ExpressionParser.For(token).Parse(value));
        // What depends on the document cannot be found when it is parsed.
        BsonValue late = Ejson.Value($$"""{"$cond":["$never",1,{{Ejson.Text(value).Replace("1000000", "$n")}}]}""".Replace("{\"$numberInt\":\"$n\"}", "\"$n\""));
        Stops(token => ExpressionParser.For(token).Parse(late).Evaluate(EvaluationScope.Start(DateTime.UtcNow, token).Over(new BsonDocument("n", 1_000_000))));
    }

    [Fact]
    public void Ends_queries_that_look_for_all_ways_through_arrays()
    {
        // A number in a path is a place in an array or a field of its documents, at each of 50 levels.
        BsonValue nested = new BsonInt32(1);
        for (int level = 0; level < 49; level++) nested = new BsonArray { new BsonDocument("0", nested) };
        string path = string.Join('.', Enumerable.Repeat("0", 90).Prepend("a"));
        Stops(token => QueryParser.Parse(new BsonDocument(path, 2), token).Matches(new BsonDocument("a", nested)));
    }

    [Theory]
    [InlineData("""{"a":{"$regex":"(a+)+b"}}""")]
    [InlineData("""{"a":{"$in":[{"$regularExpression":{"pattern":"(a+)+b","options":""}}]}}""")]
    [InlineData("""{"a":{"$elemMatch":{"$regex":"(a+)+b"}}}""")]
    [InlineData("""{"a":{"$all":[{"$elemMatch":{"$regex":"(a+)+b"}}]}}""")]
    public void Ends_queries_between_the_items_of_an_array(string query)
    {
        // Each takes longer than the test does, and less than what a pattern may take.
        var document = new BsonDocument("a", new BsonArray(Enumerable.Repeat(new string('a', 22), 100_000)));
        Stops(token => QueryParser.Parse(Ejson.Document(query), token).Matches(document));
    }

    [Theory]
    [InlineData("""{"$addToSet":{"a":{"$each":"VALUES"}}}""")]
    [InlineData("""{"$pullAll":{"a":"VALUES"}}""")]
    [InlineData("""{"$pull":{"a":{"$nin":"VALUES","$regex":"(a+)+b"}}}""")]
    [InlineData("""{"$set":{"t.$[i]":1}}""")]
    public void Ends_updates(string update)
    {
        BsonDocument change = Ejson.Document(update);
        var values = new BsonArray(Enumerable.Range(0, 100_000).Select(number => (BsonValue)$"v{number}"));
        Replace(change, values);
        var document = new BsonDocument
        {
            ["_id"] = 1,
            ["a"] = new BsonArray(Enumerable.Range(0, 100_000).Select(number => (BsonValue)(new string('a', 24) + number))),
            ["t"] = new BsonArray(Enumerable.Repeat(new string('a', 22), 100_000)),
        };
        BsonArray? filters = update.Contains("$[i]", StringComparison.Ordinal) ? [Ejson.Value("""{"i":{"$regex":"(a+)+b"}}""")] : null;
        Stops(token => UpdateParser.Parse(change, filters, token).Apply(document, QueryParser.Parse([], token), DateTime.UtcNow));
    }

    [Theory]
    [InlineData("""[{"$set":{"x":SLOW}}]""")]
    [InlineData("""[{"$project":{"x":SLOW}}]""")]
    [InlineData("""[{"$match":{"$expr":SLOW}}]""")]
    [InlineData("""[{"$group":{"_id":SLOW}}]""")]
    [InlineData("""[{"$group":{"_id":1,"x":{"$sum":SLOW}}}]""")]
    [InlineData("""[{"$facet":{"x":[{"$set":{"x":SLOW}}],"y":[]}}]""")]
    [InlineData("""[{"$redact":{"$cond":[SLOW,"$$KEEP","$$PRUNE"]}}]""")]
    [InlineData("""[{"$lookup":{"from":"items","let":{"n":SLOW},"pipeline":[{"$match":{"$expr":{"$eq":["$$n",1]}}}],"as":"x"}}]""")]
    [InlineData("""[{"$unionWith":{"coll":"items","pipeline":[{"$set":{"x":SLOW}}]}}]""")]
    [InlineData("""[{"$merge":{"into":"others","whenMatched":[{"$set":{"x":SLOW}}]}}]""")]
    [InlineData("""[{"$bucketAuto":{"groupBy":SLOW,"buckets":2}}]""")]
    public async Task Ends_pipelines(string pipeline)
    {
        const string Slow = """{"$reduce":{"input":{"$range":[0,"$n"]},"initialValue":0,"in":{"$size":{"$filter":{"input":{"$range":[0,"$n"]},"cond":false}}}}}""";
        BsonArray stages = Ejson.Value(pipeline.Replace("SLOW", Slow)).AsBsonArray;
        MemoryCollections collections = Running.Collections("""[{"_id":1,"n":1000000},{"_id":2,"n":1000000}]""");
        collections["others"].Add(Ejson.Document("""{"_id":1,"n":1000000}"""));
        using var cancellation = new CancellationTokenSource(20);
        CancellationToken token = cancellation.Token;
        PipelineRun run = Running.On(collections) with { Scope = EvaluationScope.Start(DateTime.UtcNow, token) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PipelineParser.Parse(stages, token).RunAsync(run, token).ToListAsync(token).AsTask());
    }

    private static void Stops(Action<CancellationToken> work)
    {
        using var cancellation = new CancellationTokenSource();
        CancellationToken token = cancellation.Token;
        // A timer needs a thread of the pool, for which it may wait on a busy machine until the work is done: constants are folded.
        var canceller = new Thread(() =>
        {
            token.WaitHandle.WaitOne(20);
            cancellation.Cancel();
        });
        canceller.Start();
        Assert.ThrowsAny<OperationCanceledException>(() => work(token));
        canceller.Join();
    }

    private static void Replace(BsonDocument document, BsonArray values)
    {
        for (int i = 0; i < document.ElementCount; i++)
        {
            if (document[i] is BsonString { Value: "VALUES" }) document[i] = values;
            else if (document[i] is BsonDocument inner) Replace(inner, values);
        }
    }
}
