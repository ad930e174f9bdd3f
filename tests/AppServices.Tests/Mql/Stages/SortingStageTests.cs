using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Mql.Pipelines;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Orders, samples and limits of memory.</summary>
public sealed class SortingStageTests
{
    private const string Items = """[{"_id":1,"k":"b","n":2},{"_id":2,"k":"a","n":2},{"_id":3,"k":"b","n":1},{"_id":4,"n":[5,0]},{"_id":5,"k":"a","n":3}]""";

    // $set keeps the order from being the store's to find.
    [Theory]
    [InlineData("""[{"$set":{"x":1}},{"$sort":{"k":1,"n":-1}},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[4,5,2,1,3]")]
    [InlineData("""[{"$set":{"x":1}},{"$sort":{"n":1}},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[4,3,1,2,5]")]
    [InlineData("""[{"$set":{"x":1}},{"$sort":{"n":-1}},{"$limit":3},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[4,5,1]")]
    [InlineData("""[{"$set":{"x":1}},{"$sort":{"n":1}},{"$skip":1},{"$limit":2},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[3,1]")]
    [InlineData("""[{"$sort":{"n":1}},{"$skip":1},{"$limit":2},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[3,1]")]
    [InlineData("""[{"$sort":{"k":-1}},{"$group":{"_id":null,"ids":{"$push":"$_id"}}}]""", "[1,3,2,5,4]")]
    public Task Orders(string pipeline, string ids) => Running.GivesAsync(pipeline, Items, $$"""[{"_id":null,"ids":{{ids}}}]""");

    [Fact]
    public async Task A_top_of_many_is_that_of_all()
    {
        var collections = new MemoryCollections();
        collections["items"].AddRange(Enumerable.Range(0, 5000).Select(static i => new BsonDocument { { "_id", i }, { "n", i * 7919 % 1000 } }));
        List<BsonDocument> all = await Running.ListAsync("""[{"$set":{"x":1}},{"$sort":{"n":1}}]""", Running.On(collections));
        List<BsonDocument> top = await Running.ListAsync("""[{"$set":{"x":1}},{"$sort":{"n":1}},{"$limit":50}]""", Running.On(collections));
        Assert.Equal(all.Take(50), top);
    }

    [Fact]
    public async Task A_sample_is_of_the_documents_and_each_at_most_once()
    {
        List<BsonDocument> sample = await Running.ListAsync("""[{"$sample":{"size":3}}]""", Running.On(Running.Collections(Items)));
        Assert.Equal(3, sample.Select(static document => document["_id"]).Distinct().Count());
        Assert.Equal(5, (await Running.ListAsync("""[{"$sample":{"size":9}}]""", Running.On(Running.Collections(Items)))).Count);
    }

    [Theory]
    [InlineData("""[{"$set":{"x":1}},{"$sort":{"n":1}}]""")]
    [InlineData("""[{"$group":{"_id":"$_id"}}]""")]
    [InlineData("""[{"$group":{"_id":null,"all":{"$push":"$$ROOT"}}}]""")]
    [InlineData("""[{"$group":{"_id":null,"all":{"$addToSet":"$n"}}}]""")]
    [InlineData("""[{"$group":{"_id":null,"all":{"$lastN":{"input":"$text","n":1000}}}}]""")]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":2}}]""")]
    [InlineData("""[{"$facet":{"all":[{"$match":{"n":{"$gte":0}}}]}}]""")]
    [InlineData("""[{"$sample":{"size":1000}}]""")]
    public async Task A_stage_that_would_hold_too_much_is_stopped(string pipeline)
    {
        var collections = new MemoryCollections();
        collections["items"].AddRange(Enumerable.Range(0, 1000).Select(static i =>
            new BsonDocument { { "_id", i }, { "n", i }, { "text", i.ToString(CultureInfo.InvariantCulture).PadLeft(100, '-') } }));
        DocumentException error = await Assert.ThrowsAsync<DocumentException>(() =>
            Running.ListAsync(pipeline, Running.On(collections) with { MemoryLimit = 10_000 }));
        Assert.Equal((292, "QueryExceededMemoryLimitNoDiskUseAllowed"), (error.Code, error.CodeName));
    }

    [Fact]
    public async Task What_is_kept_no_longer_does_not_count()
    {
        var collections = new MemoryCollections();
        collections["items"].AddRange(Enumerable.Range(0, 5000).Select(static i => new BsonDocument { { "_id", i }, { "n", i } }));
        PipelineRun run = Running.On(collections) with { MemoryLimit = 10_000 };
        Assert.Equal(10, (await Running.ListAsync("""[{"$set":{"x":1}},{"$sort":{"n":-1}},{"$limit":10}]""", run)).Count);
        Assert.Equal("[4999]", Ejson.Text((await Running.ListAsync("""[{"$group":{"_id":null,"last":{"$lastN":{"input":{"$toString":"$n"},"n":1}}}}]""", run))[0]["last"]).Replace("\"", "", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"$sort":1}]""", 15973)]
    [InlineData("""[{"$sort":{}}]""", 15976)]
    [InlineData("""[{"$sort":{"a":2}}]""", 15975)]
    [InlineData("""[{"$sample":1}]""", 28745)]
    [InlineData("""[{"$sample":{"size":"1"}}]""", 28746)]
    [InlineData("""[{"$sample":{"size":-1}}]""", 28747)]
    [InlineData("""[{"$sample":{"more":1}}]""", 28748)]
    [InlineData("""[{"$sample":{}}]""", 28749)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, Items, code);
}
