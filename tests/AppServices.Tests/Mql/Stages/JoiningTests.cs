using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Stages that read from other collections.</summary>
public sealed class JoiningTests
{
    private const string Orders = """
        [
          {"_id": 1, "sku": "a", "n": 2}, {"_id": 2, "sku": "b", "n": 9}, {"_id": 3}, {"_id": 4, "sku": ["a", "c"]}, {"_id": 5, "sku": []}, {"_id": 6, "sku": {"$regularExpression":{"pattern":"^a","options":""}}},
          {"_id": 7, "lines": [{"sku": "b"}, {"sku": "c"}]}, {"_id": 8}
        ]
        """;

    private const string Stock = """
        [{"_id": 10, "sku": "a", "left": 5}, {"_id": 11, "sku": "b", "left": 7}, {"_id": 12, "sku": "a", "left": 1}, {"_id": 13, "sku": null}, {"_id": 14}, {"_id": 15, "sku": ["c", "d"], "left": 3}]
        """;

    private const string Ids = """{"$project":{"ids":{"$map":{"input":"$found","in":"$$this._id"}}}}""";

    [Theory]
    [InlineData(1, "[10,12]")]
    [InlineData(2, "[11]")]
    [InlineData(3, "[13,14]")]
    [InlineData(4, "[10,12,15]")]
    [InlineData(5, "[13,14]")]
    [InlineData(6, "[]")]
    public async Task Fields_that_are_equal(int order, string ids)
    {
        // The first document never uses the table.
        string pipeline = $$$"""[{"$sort":{"_id":-1}},{"$lookup":{"from":"stock","localField":"sku","foreignField":"sku","as":"found"}},{"$match":{"_id":{{{order}}}}},{{{Ids}}}]""";
        foreach (bool hasIndexes in new[] { true, false })
            await Running.GivesAsync(pipeline, Collections(hasIndexes), $$"""[{"_id":{{order}},"ids":{{ids}}}]""");
    }

    [Theory]
    [InlineData("""{"from":"stock","localField":"lines.sku","foreignField":"sku","as":"found"}""", 7, "[11,15]")]
    [InlineData("""{"from":"stock","let":{"wanted":"$sku"},"pipeline":[{"$match":{"$expr":{"$eq":["$sku","$$wanted"]}}}],"as":"found"}""", 1, "[10,12]")]
    [InlineData("""{"from":"stock","let":{"s":"$sku","n":"$n"},"pipeline":[{"$match":{"$expr":{"$and":[{"$eq":["$$s","$sku"]},{"$gt":["$left","$$n"]}]}}}],"as":"found"}""", 1, "[10]")]
    [InlineData("""{"from":"stock","pipeline":[{"$match":{"left":{"$gt":4}}},{"$sort":{"left":-1}}],"as":"found"}""", 3, "[11,10]")]
    [InlineData("""{"from":"stock","localField":"sku","foreignField":"sku","let":{"n":"$n"},"pipeline":[{"$match":{"$expr":{"$lt":["$left","$$n"]}}}],"as":"found"}""", 1, "[12]")]
    [InlineData("""{"from":"stock","localField":"sku","foreignField":"sku","pipeline":[{"$sort":{"left":1}},{"$limit":1}],"as":"found"}""", 1, "[12]")]
    [InlineData("""{"from":"stock","let":{"o":"$_id"},"pipeline":[{"$limit":1},{"$lookup":{"from":"items","pipeline":[{"$match":{"$expr":{"$eq":["$_id","$$o"]}}}],"as":"back"}},{"$replaceWith":{"$first":"$back"}}],"as":"found"}""", 2, "[2]")]
    [InlineData("""{"from":"nowhere","localField":"sku","foreignField":"sku","as":"found"}""", 1, "[]")]
    public async Task Pipelines(string lookup, int order, string ids)
    {
        string pipeline = $$$"""[{"$sort":{"_id":-1}},{"$lookup":{{{lookup}}}},{"$match":{"_id":{{{order}}}}},{{{Ids}}}]""";
        foreach (bool hasIndexes in new[] { true, false })
            await Running.GivesAsync(pipeline, Collections(hasIndexes), $$"""[{"_id":{{order}},"ids":{{ids}}}]""");
    }

    [Fact]
    public Task The_array_may_lie_deep() => Running.GivesAsync(
        """[{"$match":{"_id":2}},{"$lookup":{"from":"stock","localField":"sku","foreignField":"sku","as":"found.all"}}]""",
        Collections(),
        """[{"_id":2,"sku":"b","n":9,"found":{"all":[{"_id":11,"sku":"b","left":7}]}}]""");

    [Fact]
    public async Task Without_an_index_the_other_collection_is_read_for_the_first_document_and_for_all_others()
    {
        MemoryCollections collections = Collections();
        await Running.ListAsync("""[{"$lookup":{"from":"stock","localField":"sku","foreignField":"sku","as":"found"}}]""", Running.On(collections));
        Assert.Equal(2, collections.Reads.Count(static read => read.Collection.Name == "stock"));
    }

    [Fact]
    public async Task With_an_index_it_is_asked_for_what_each_document_needs()
    {
        MemoryCollections collections = Collections(hasIndexes: true);
        await Running.ListAsync("""[{"$lookup":{"from":"stock","localField":"sku","foreignField":"sku","as":"found"}}]""", Running.On(collections));
        Assert.Equal(8, collections.Reads.Count(static read => read.Collection.Name == "stock" && read.Start.Filter is not null));
    }

    [Fact]
    public async Task Where_memory_does_not_suffice_for_a_table_the_other_collection_is_read_again_and_again()
    {
        MemoryCollections collections = Collections();
        List<BsonDocument> found = await Running.ListAsync(
            $$$"""[{"$match":{"_id":{"$lte":3} } },{"$lookup":{"from":"stock","localField":"sku","foreignField":"sku","as":"found"}},{{{Ids}}}]""",
            Running.On(collections) with { MemoryLimit = 100 });
        Assert.Equal(Ejson.Canonical("""[{"_id":1,"ids":[10,12]},{"_id":2,"ids":[11]},{"_id":3,"ids":[13,14]}]"""), Ejson.Text(new BsonArray(found)));
    }

    [Fact]
    public async Task A_pipeline_that_does_not_look_at_the_document_runs_once()
    {
        MemoryCollections collections = Collections();
        await Running.ListAsync("""[{"$lookup":{"from":"stock","let":{"unused":"$n"},"pipeline":[{"$count":"n"}],"as":"found"}}]""", Running.On(collections));
        Assert.Single(collections.Reads, static read => read.Collection.Name == "stock");
    }

    [Theory]
    [InlineData("""[{"$match":{"_id":{"$lt":3}}},{"$unionWith":"stock"},{"$project":{"_id":1}}]""", "[1,2,10,11,12,13,14,15]")]
    [InlineData("""[{"$match":{"_id":1}},{"$unionWith":{"coll":"stock","pipeline":[{"$match":{"left":{"$gte":5}}},{"$sort":{"left":-1}}]}}]""", "[1,11,10]")]
    [InlineData("""[{"$match":{"_id":1}},{"$unionWith":{"coll":"nowhere"}}]""", "[1]")]
    public async Task Unions(string pipeline, string ids) => Assert.Equal(
        ids, "[" + string.Join(',', (await Running.ListAsync(pipeline, Running.On(Collections()))).Select(static document => document["_id"])) + "]");

    [Theory]
    [InlineData("""[{"$lookup":1}]""", 9)]
    [InlineData("""[{"$lookup":{"from":1,"as":"x","localField":"a","foreignField":"b"}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","localField":"a","foreignField":"b"}}]""", 40414)]
    [InlineData("""[{"$lookup":{"as":"x","localField":"a","foreignField":"b"}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x"}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","localField":"a"}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","localField":1,"foreignField":"b"}}]""", 14)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","localField":"a","foreignField":"b","more":1}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","pipeline":1}}]""", 14)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","pipeline":[],"let":1}}]""", 14)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","pipeline":[],"let":{"Big":1}}}]""", 9)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","pipeline":[{"$match":{"$expr":"$$unknown"}}]}}]""", 17276)]
    [InlineData("""[{"$lookup":{"from":"x","as":"x","pipeline":[{"$out":"y"}]}}]""", 51047)]
    [InlineData("""[{"$lookup":{"from":"x","as":"$x","pipeline":[]}}]""", 16410)]
    [InlineData("""[{"$unionWith":1}]""", 9)]
    [InlineData("""[{"$unionWith":{"pipeline":[]}}]""", 9)]
    [InlineData("""[{"$unionWith":{"coll":"x","more":1}}]""", 40415)]
    [InlineData("""[{"$unionWith":{"coll":1}}]""", 14)]
    [InlineData("""[{"$unionWith":{"coll":"x","pipeline":[{"$merge":"y"}]}}]""", 31441)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, Orders, code);

    private static MemoryCollections Collections(bool hasIndexes = false)
    {
        var collections = new MemoryCollections { HasIndexes = hasIndexes };
        collections["items"].AddRange(Ejson.Value(Orders).AsBsonArray.Select(static document => document.AsBsonDocument));
        collections["stock"].AddRange(Ejson.Value(Stock).AsBsonArray.Select(static document => document.AsBsonDocument));
        return collections;
    }
}
