using System.Threading.Tasks;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Stages that write: $out and $merge.</summary>
public sealed class WritingTests
{
    private const string Items = """[{"_id":1,"sku":"a","n":5},{"_id":2,"sku":"b","n":6}]""";

    [Theory]
    [InlineData("""{"$out":"target"}""", "shop")]
    [InlineData("""{"$out":{"db":"archive","coll":"target"}}""", "archive")]
    public async Task Out_replaces_what_is_there(string stage, string database)
    {
        MemoryCollections collections = Running.Collections(Items);
        collections["target", database].Add(new BsonDocument("_id", 99));
        Assert.Empty(await Running.ListAsync($$$"""[{"$match":{"n":6}},{{{stage}}}]""", Running.On(collections)));
        Assert.Equal(Ejson.Canonical("""[{"_id":2,"sku":"b","n":6}]"""), Ejson.Text(new BsonArray(collections["target", database])));
    }

    [Theory]
    [InlineData("\"target\"", """[{"_id":1,"old":1,"n":5,"sku":"a"},{"_id":2,"sku":"b","n":6}]""")]
    [InlineData("""{"into":"target","whenMatched":"replace"}""", """[{"_id":1,"sku":"a","n":5},{"_id":2,"sku":"b","n":6}]""")]
    [InlineData("""{"into":{"coll":"target"},"whenMatched":"keepExisting"}""", """[{"_id":1,"old":1,"n":0},{"_id":2,"sku":"b","n":6}]""")]
    [InlineData("""{"into":"target","whenMatched":"merge","whenNotMatched":"discard"}""", """[{"_id":1,"old":1,"n":5,"sku":"a"}]""")]
    [InlineData("""{"into":"target","whenMatched":[{"$set":{"n":{"$add":["$n","$$new.n",100]}}}],"whenNotMatched":"discard"}""", """[{"_id":1,"old":1,"n":105}]""")]
    [InlineData("""{"into":"target","let":{"s":"$sku"},"whenMatched":[{"$set":{"was":"$$s","twice":"$$new.sku"}},{"$unset":"n"}],"whenNotMatched":"discard"}""", """[{"_id":1,"old":1,"was":"a","twice":"a"}]""")]
    public async Task Merge(string specification, string expected)
    {
        MemoryCollections collections = Running.Collections(Items);
        collections["target"].Add(Ejson.Document("""{"_id":1,"old":1,"n":0}"""));
        Assert.Empty(await Running.ListAsync($$$"""[{"$merge":{{{specification}}}}]""", Running.On(collections)));
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(new BsonArray(collections["target"])));
    }

    [Fact]
    public async Task Merge_looks_for_other_fields_than_the_id()
    {
        MemoryCollections collections = Running.Collections(Items);
        collections["target"].Add(Ejson.Document("""{"_id":2,"sku":"b","n":0,"old":1}"""));
        await Running.ListAsync("""[{"$merge":{"into":"target","on":["sku"]}}]""", Running.On(collections));
        Assert.Equal(Ejson.Canonical("""[{"_id":2,"sku":"b","n":6,"old":1},{"_id":1,"sku":"a","n":5}]"""), Ejson.Text(new BsonArray(collections["target"])));
    }

    [Theory]
    [InlineData("merge", """[{"_id":2,"sku":"b","n":6,"old":1}]""")]
    [InlineData("replace", """[{"_id":2,"sku":"b","n":6}]""")]
    public async Task A_document_that_is_there_keeps_its_id(string whenMatched, string expected)
    {
        MemoryCollections collections = Running.Collections(Items);
        collections["target"].Add(Ejson.Document("""{"_id":2,"sku":"b","n":0,"old":1}"""));
        await Running.ListAsync($$$"""[{"$match":{"sku":"b"}},{"$unset":"_id"},{"$merge":{"into":"target","on":"sku","whenMatched":"{{{whenMatched}}}"}}]""", Running.On(collections));
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(new BsonArray(collections["target"])));
    }

    [Fact]
    public async Task What_has_no_id_is_given_one()
    {
        MemoryCollections collections = Running.Collections(Items);
        await Running.ListAsync("""[{"$limit":1},{"$unset":"_id"},{"$merge":"target"}]""", Running.On(collections));
        BsonDocument written = Assert.Single(collections["target"]);
        Assert.Equal(("_id", BsonType.ObjectId), (written.GetElement(0).Name, written["_id"].BsonType));
    }

    [Theory]
    [InlineData("""[{"$merge":{"into":"items","whenMatched":"fail"}}]""", 11000)]
    [InlineData("""[{"$merge":{"into":"target","whenNotMatched":"fail"}}]""", 13113)]
    [InlineData("""[{"$merge":{"into":"items","on":"missing"}}]""", 51132)]
    [InlineData("""[{"$set":{"k":[1]}},{"$merge":{"into":"items","on":"k"}}]""", 51185)]
    [InlineData("""[{"$set":{"_id":9}},{"$merge":{"into":"items","on":"sku"}}]""", 66)]
    [InlineData("""[{"$merge":{"into":"items","whenMatched":[{"$set":{"_id":9}}]}}]""", 66)]
    [InlineData("""[{"$merge":{"into":"items","whenMatched":[{"$match":{}}]}}]""", 72)]
    [InlineData("""[{"$merge":1}]""", 14)]
    [InlineData("""[{"$merge":{}}]""", 40414)]
    [InlineData("""[{"$merge":{"into":1}}]""", 51178)]
    [InlineData("""[{"$merge":{"into":{"db":"x"}}}]""", 51178)]
    [InlineData("""[{"$merge":{"into":"x","more":1}}]""", 40415)]
    [InlineData("""[{"$merge":{"into":"x","on":1}}]""", 51186)]
    [InlineData("""[{"$merge":{"into":"x","on":[]}}]""", 51187)]
    [InlineData("""[{"$merge":{"into":"x","on":[1]}}]""", 51134)]
    [InlineData("""[{"$merge":{"into":"x","on":["a","a"]}}]""", 31465)]
    [InlineData("""[{"$merge":{"into":"x","whenMatched":"x"}}]""", 2)]
    [InlineData("""[{"$merge":{"into":"x","whenMatched":1}}]""", 51191)]
    [InlineData("""[{"$merge":{"into":"x","whenNotMatched":"x"}}]""", 2)]
    [InlineData("""[{"$merge":{"into":"x","whenNotMatched":1}}]""", 14)]
    [InlineData("""[{"$merge":{"into":"x","let":{"a":1}}}]""", 51199)]
    [InlineData("""[{"$out":1}]""", 16990)]
    [InlineData("""[{"$out":{"db":"x"}}]""", 40414)]
    [InlineData("""[{"$out":{"db":"x","coll":"y","timeseries":{}}}]""", 115)]
    [InlineData("""[{"$out":"x"},{"$match":{}}]""", 40601)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, Items, code);
}
