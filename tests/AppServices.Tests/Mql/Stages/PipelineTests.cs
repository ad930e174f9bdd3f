using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Pipelines as a whole: what of them is a query, what they are called, and what they may not be.</summary>
public sealed class PipelineTests
{
    [Fact]
    public void The_beginning_is_a_query()
    {
        PipelineStart start = Parse("""[{"$match":{"a":1}},{"$match":{"b":2}},{"$sort":{"c":-1}},{"$skip":10},{"$limit":5},{"$skip":1},{"$limit":9},{"$project":{"a":1}}]""").Start;
        Assert.True(start.Filter!.Matches(Ejson.Document("""{"a":1,"b":2}""")));
        Assert.False(start.Filter.Matches(Ejson.Document("""{"a":1}""")));
        Assert.Equal(["{ \"a\" : 1 }", "{ \"b\" : 2 }"], start.Queries.Select(static query => query.ToString()));
        Assert.Equal(("c", true), (start.Sort!.Fields[0].Path.Text, start.Sort.Fields[0].IsDescending));
        Assert.Equal((11L, 4L), (start.Skip, start.Limit!.Value));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"$project":{"a":1}},{"$match":{"a":1}},{"$limit":1}]""")]
    public void It_may_be_none(string pipeline) => Assert.Same(PipelineStart.Everything, Parse(pipeline).Start);

    [Fact]
    public async Task The_store_answers_the_beginning_and_the_pipeline_the_others()
    {
        MemoryCollections collections = Running.Collections("""[{"_id":1,"n":1},{"_id":2,"n":3},{"_id":3,"n":2}]""");
        const string Pipeline = """[{"$match":{"n":{"$gt":1}}},{"$sort":{"n":1}},{"$limit":1},{"$set":{"x":1}},{"$match":{"x":1}}]""";
        List<BsonDocument> found = await Running.ListAsync(Pipeline, Running.On(collections));
        Assert.Equal(Ejson.Canonical("""[{"_id":3,"n":2,"x":1}]"""), Ejson.Text(new BsonArray(found)));
        Assert.Equal(1, Assert.Single(collections.Reads).Start.Limit);

        List<BsonDocument> onDocuments = await Parse(Pipeline)
            .RunAsync(collections["items"].ToAsyncEnumerable(), Running.On(collections), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(found, onDocuments);
    }

    [Fact]
    public void Names_are_those_of_all_stages()
    {
        Pipeline pipeline = Parse("""[{"$match":{}},{"$facet":{"a":[{"$lookup":{"from":"x","as":"y","pipeline":[{"$unionWith":"z"}]}}]}},{"$out":"o"}]""");
        Assert.Equal(["$match", "$facet", "$lookup", "$unionWith", "$out"], pipeline.StageNames);
        Assert.True(pipeline.Writes);
        Assert.False(Parse("""[{"$match":{}}]""").Writes);
    }

    [Theory]
    [InlineData("[1]", 14)]
    [InlineData("[{}]", 40323)]
    [InlineData("""[{"$match":{},"$limit":1}]""", 40323)]
    [InlineData("""[{"$who":1}]""", 40324)]
    [InlineData("""[{"$setWindowFields":{}}]""", 115)]
    [InlineData("""[{"$graphLookup":{}}]""", 115)]
    [InlineData("""[{"$geoNear":{}}]""", 115)]
    [InlineData("""[{"$search":{}}]""", 115)]
    public void Errors(string pipeline, int code) => Assert.Equal((code, pipeline), (Assert.Throws<DocumentException>(() => Parse(pipeline)).Code, pipeline));

    [Fact]
    public void What_is_unknown_is_refused_by_name() =>
        Assert.Equal("Unrecognized pipeline stage name: '$who'", Assert.Throws<DocumentException>(() => Parse("""[{"$who":1}]""")).Message);

    [Fact]
    public void Pipelines_have_limits()
    {
        var stages = new BsonArray(Enumerable.Repeat(Ejson.Value("""{"$skip":1}"""), 1001));
        Assert.Equal(7749501, Assert.Throws<DocumentException>(() => PipelineParser.Parse(stages, TestContext.Current.CancellationToken)).Code);

        BsonDocument deep = Ejson.Document("""{"$unionWith":"x"}""");
        for (int i = 0; i < 20; i++) deep = new BsonDocument("$unionWith", new BsonDocument { { "coll", "x" }, { "pipeline", new BsonArray { deep } } });
        Assert.Equal(232, Assert.Throws<DocumentException>(() => PipelineParser.Parse([deep], TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public async Task One_pipeline_serves_many_runs_at_once()
    {
        MemoryCollections collections = Running.Collections(new BsonArray(Enumerable.Range(0, 200).Select(static i => new BsonDocument { { "_id", i }, { "n", i % 7 } })).ToString());
        Pipeline pipeline = Parse("""[{"$set":{"m":{"$reduce":{"input":{"$range":[0,"$n"]},"initialValue":0,"in":{"$add":["$$value","$$this"]}}}}},{"$group":{"_id":"$n","m":{"$sum":"$m"}}},{"$sort":{"_id":1}}]""");
        string[] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () => Ejson.Text(new BsonArray(
            await pipeline.RunAsync(collections["items"].ToAsyncEnumerable(), Running.On(collections), TestContext.Current.CancellationToken)
                .ToListAsync(TestContext.Current.CancellationToken))))));
        Assert.Single(results.Distinct());
    }

    [Fact]
    public async Task Documents_are_left_alone()
    {
        const string Documents = """[{"_id":1,"a":{"b":[1,{"c":2}]},"t":["x","y"]}]""";
        MemoryCollections collections = Running.Collections(Documents);
        await Running.ListAsync("""[{"$set":{"a.b.c":3,"a.n":1}},{"$unwind":"$t"},{"$unset":"a.b"},{"$lookup":{"from":"items","pipeline":[],"as":"a.all"}},{"$project":{"a.all.t":1}}]""", Running.On(collections));
        Assert.Equal(Ejson.Canonical(Documents), Ejson.Text(new BsonArray(collections["items"])));
    }

    private static Pipeline Parse(string pipeline) => PipelineParser.Parse(Ejson.Value(pipeline).AsBsonArray, TestContext.Current.CancellationToken);
}
