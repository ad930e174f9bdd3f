using AppServices.Mql;
using AppServices.Mql.Expressions;
using AppServices.Mql.Pipelines;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using AppServices.Tests.Mql.Expressions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Updates that are given as a pipeline.</summary>
public sealed class PipelineUpdateTests
{
    private const string Document = """{"_id":1,"a":2,"b":{"c":3},"list":[1,2]}""";

    [Theory]
    [InlineData("[]", Document)]
    [InlineData("""[{"$set":{"a":{"$add":["$a",1]},"b.d":"$list","at":"$$NOW"}}]""", """{"_id":1,"a":3,"b":{"c":3,"d":[1,2]},"list":[1,2],"at":{"$date":"2024-02-29T12:30:45.678Z"}}""")]
    [InlineData("""[{"$addFields":{"x":"$a"}},{"$set":{"y":{"$add":["$x",1]}}},{"$unset":["b","list"]}]""", """{"_id":1,"a":2,"x":2,"y":3}""")]
    [InlineData("""[{"$project":{"a":1}}]""", """{"_id":1,"a":2}""")]
    [InlineData("""[{"$replaceWith":{"z":"$a"}}]""", """{"_id":1,"z":2}""")]
    [InlineData("""[{"$replaceRoot":{"newRoot":{"$mergeObjects":["$b",{"_id":1.0}]}}}]""", """{"c":3,"_id":1.0}""")]
    [InlineData("""[{"$unset":"_id"}]""", Document)]
    public void Changes(string update, string expected) => Assert.Equal(Ejson.Canonical(expected), Ejson.Text(Apply(update, Document)));

    [Theory]
    [InlineData("""[{"$set":{"_id":2}}]""", 66)]
    [InlineData("""[{"$replaceWith":{"_id":2}}]""", 66)]
    [InlineData("""[{"$replaceWith":"$a"}]""", 40228)]
    [InlineData("""[{"$match":{"a":1}}]""", 72)]
    [InlineData("""[{"$lookup":{}}]""", 72)]
    [InlineData("""[{"$inc":{"a":1}}]""", 72)]
    [InlineData("""[{"$set":{"a":{"$divide":["$a",0]}}}]""", 2)]
    [InlineData("""[{"$set":{"a":{"$reduce":{"input":{"$range":[0,23]},"initialValue":"x","in":{"$concat":["$$value","$$value"]}}}}},{"$set":{"b":"$a","c":"$a"}}]""", 10334)]
    [InlineData("[1]", 14)]
    [InlineData("""[{"$set":{"a":1},"$unset":"b"}]""", 40323)]
    public void Errors(string update, int code) => Assert.Equal((code, update), (Assert.Throws<DocumentException>(() => Apply(update, Document)).Code, update));

    [Fact]
    public void A_document_without_id_may_be_given_one() =>
        Assert.Equal(Ejson.Canonical("""{"a":1,"_id":7}"""), Ejson.Text(Apply("""[{"$set":{"_id":7}}]""", """{"a":1}""")));

    [Fact]
    public void It_is_an_update_like_others()
    {
        Update update = UpdateParser.Parse(Ejson.Value("""[{"$set":{"n":{"$add":[{"$ifNull":["$n",0]},1]}}}]"""), null, TestContext.Current.CancellationToken);
        BsonDocument query = Ejson.Document("""{"sku":"a"}""");
        Assert.Equal(Ejson.Canonical("""{"_id":1,"sku":"a","n":3}"""), Ejson.Text(update.Apply(Ejson.Document("""{"_id":1,"sku":"a","n":2}"""), QueryParser.Parse(query, TestContext.Current.CancellationToken), Evaluation.Now)));
        Assert.Equal(Ejson.Canonical("""{"_id":7,"sku":"a","n":1}"""), Ejson.Text(update.CreateUpsert(QueryParser.Parse(query, TestContext.Current.CancellationToken), static () => 7, Evaluation.Now)));
        Assert.Equal(9, Assert.Throws<DocumentException>(() => UpdateParser.Parse(new BsonArray(), [], TestContext.Current.CancellationToken)).Code);
    }

    [Fact]
    public void What_stays_the_same_is_the_same_document()
    {
        BsonDocument document = Ejson.Document(Document);
        Update update = UpdateParser.Parse(Ejson.Value("""[{"$set":{"a":{"$add":[1,1]}}}]"""), null, TestContext.Current.CancellationToken);
        Assert.Same(document, update.Apply(document, QueryParser.Parse([], TestContext.Current.CancellationToken), Evaluation.Now));
    }

    private static BsonDocument Apply(string update, string document) =>
        DocumentPipeline.Parse(Ejson.Value(update).AsBsonArray, ExpressionParser.Plain).Apply(Ejson.Document(document), EvaluationScope.Start(Evaluation.Now, TestContext.Current.CancellationToken));
}
