using AppServices.Mql;
using AppServices.Mql.Projections;
using AppServices.Mql.Queries;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Projections;

/// <summary>What find shows of a document.</summary>
public sealed class ProjectionTests
{
    private const string Document = """
        {
          "_id": 7, "name": "bolt", "size": {"mm": 8, "head": {"mm": 13, "kind": "hex"}}, "tags": ["a", "b", "c", "d"], "none": null,
          "stock": [{"bin": "x", "n": 2, "at": {"row": 1}}, {"bin": "y", "n": 5}, 3, [{"bin": "z", "n": 9}]]
        }
        """;

    [Theory]
    [InlineData("{}", Document)]
    [InlineData("""{"name":1}""", """{"_id":7,"name":"bolt"}""")]
    [InlineData("""{"none":true,"name":2.5,"missing":1}""", """{"_id":7,"name":"bolt","none":null}""")]
    [InlineData("""{"name":1,"_id":0}""", """{"name":"bolt"}""")]
    [InlineData("""{"_id":1}""", """{"_id":7}""")]
    [InlineData("""{"size.head.mm":1,"_id":0}""", """{"size":{"head":{"mm":13}}}""")]
    [InlineData("""{"size":{"mm":1,"head.kind":1},"_id":0}""", """{"size":{"mm":8,"head":{"kind":"hex"}}}""")]
    [InlineData("""{"name.first":1}""", """{"_id":7}""")]
    [InlineData("""{"size.width":1}""", """{"_id":7,"size":{}}""")]
    [InlineData("""{"stock.n":1,"_id":0}""", """{"stock":[{"n":2},{"n":5},[{"n":9}]]}""")]
    [InlineData("""{"stock.at.row":1,"_id":0}""", """{"stock":[{"at":{"row":1}},{},[{}]]}""")]
    [InlineData("""{"tags.x":1,"_id":0}""", """{"tags":[]}""")]
    [InlineData("""{"stock.0":1,"_id":0}""", """{"stock":[{},{},[{}]]}""")]
    public void Inclusion(string projection, string expected) => Shows(projection, expected);

    [Theory]
    [InlineData("""{"tags":0,"stock":false,"size":0,"none":0}""", """{"_id":7,"name":"bolt"}""")]
    [InlineData("""{"_id":0,"tags":0,"stock":0,"size.head":0}""", """{"name":"bolt","size":{"mm":8},"none":null}""")]
    [InlineData("""{"_id":1,"tags":0,"stock":0,"size":0}""", """{"_id":7,"name":"bolt","none":null}""")]
    [InlineData("""{"stock.n":0,"tags.x":0,"size":0,"name.first":0}""", """{"_id":7,"name":"bolt","tags":["a","b","c","d"],"none":null,"stock":[{"bin":"x","at":{"row":1}},{"bin":"y"},3,[{"bin":"z"}]]}""")]
    [InlineData("""{"size":{"head":{"mm":0}},"tags":0,"stock":0,"_id":0}""", """{"name":"bolt","size":{"mm":8,"head":{"kind":"hex"}},"none":null}""")]
    public void Exclusion(string projection, string expected) => Shows(projection, expected);

    [Theory]
    [InlineData("""{"title":"$name","_id":0}""", """{"title":"bolt"}""")]
    [InlineData("""{"name":{"$toUpper":"$name"},"half":{"$divide":["$size.mm",2]},"tags":1,"_id":0}""", """{"tags":["a","b","c","d"],"name":"BOLT","half":4.0}""")]
    [InlineData("""{"_id":"$name"}""", """{"_id":"bolt"}""")]
    [InlineData("""{"kind":"fixed","n":{"$literal":1},"list":["$name",{"a":"$missing"}],"gone":"$missing","_id":0}""", """{"kind":"fixed","n":1,"list":["bolt",{}]}""")]
    [InlineData("""{"size":{"cm":{"$divide":["$size.mm",10]},"mm":1},"_id":0}""", """{"size":{"mm":8,"cm":0.8}}""")]
    [InlineData("""{"name.long":"$name","_id":0,"none":1}""", """{"none":null,"name":{"long":"bolt"}}""")]
    [InlineData("""{"new.deep":"$name","_id":0}""", """{"new":{"deep":"bolt"}}""")]
    [InlineData("""{"stock":{"twice":"$size.mm"},"_id":0}""", """{"stock":[{"twice":8},{"twice":8},{"twice":8},[{"twice":8}]]}""")]
    public void Expressions(string projection, string expected) => Shows(projection, expected);

    [Theory]
    [InlineData("""{"tags":{"$slice":2},"stock":0,"size":0}""", """{"_id":7,"name":"bolt","tags":["a","b"],"none":null}""")]
    [InlineData("""{"tags":{"$slice":-1},"name":1}""", """{"_id":7,"name":"bolt","tags":["d"]}""")]
    [InlineData("""{"tags":{"$slice":[1,2]},"_id":1,"name":1}""", """{"_id":7,"name":"bolt","tags":["b","c"]}""")]
    [InlineData("""{"tags":{"$slice":[-3,2]},"name":1}""", """{"_id":7,"name":"bolt","tags":["b","c"]}""")]
    [InlineData("""{"tags":{"$slice":[9,2]},"name":1}""", """{"_id":7,"name":"bolt","tags":[]}""")]
    [InlineData("""{"name":{"$slice":1},"none":1}""", """{"_id":7,"name":"bolt","none":null}""")]
    [InlineData("""{"tags":{"$slice":["$tags",1]},"_id":0}""", """{"tags":["a"]}""")]
    [InlineData("""{"stock":{"$elemMatch":{"n":{"$gt":2}}},"name":1}""", """{"_id":7,"name":"bolt","stock":[{"bin":"y","n":5}]}""")]
    [InlineData("""{"stock":{"$elemMatch":{"n":{"$gt":2}}}}""", """{"_id":7,"stock":[{"bin":"y","n":5}]}""")]
    [InlineData("""{"tags":{"$elemMatch":{"$gt":"b"}},"_id":0}""", """{"tags":["c"]}""")]
    [InlineData("""{"tags":{"$elemMatch":{"$gt":"x"}},"name":1,"_id":0}""", """{"name":"bolt"}""")]
    [InlineData("""{"name":{"$elemMatch":{"$gt":"x"}}}""", """{"_id":7}""")]
    public void Arrays(string projection, string expected) => Shows(projection, expected);

    [Theory]
    [InlineData("""{"tags":"c"}""", """{"tags.$":1,"_id":0}""", """{"tags":["c"]}""")]
    [InlineData("""{"name":"bolt","tags":{"$gte":"b"}}""", """{"tags.$":1,"name":1}""", """{"_id":7,"name":"bolt","tags":["b"]}""")]
    [InlineData("""{"stock.n":5}""", """{"stock.$":1,"_id":0}""", """{"stock":[{"bin":"y","n":5}]}""")]
    [InlineData("""{"stock":{"$elemMatch":{"bin":"y","n":{"$gt":2}}}}""", """{"stock.$":1,"_id":0}""", """{"stock":[{"bin":"y","n":5}]}""")]
    [InlineData("""{"$or":[{"tags":"x"},{"tags":"d"}]}""", """{"tags.$":true,"_id":0}""", """{"tags":["d"]}""")]
    [InlineData("""{"stock.n":5}""", """{"tags.$":1,"_id":0}""", """{"tags":["b"]}""")]
    [InlineData("""{"stock.n":5}""", """{"name.$":1,"_id":0}""", """{"name":"bolt"}""")]
    [InlineData("""{"stock.n":5}""", """{"stock.bin.$":1,"_id":0}""", """{"stock":[{"bin":"y"}]}""")]
    public void Positional(string query, string projection, string expected)
    {
        Predicate predicate = QueryParser.Parse(Ejson.Document(query), TestContext.Current.CancellationToken);
        Assert.True(predicate.Matches(Ejson.Document(Document)));
        BsonDocument shown = Projection.Parse(Ejson.Document(projection), predicate, TestContext.Current.CancellationToken).Apply(Ejson.Document(Document));
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(shown));
    }

    [Theory]
    [InlineData("""{"a":1,"b":0}""", 31254)]
    [InlineData("""{"a":0,"b":1}""", 31253)]
    [InlineData("""{"a":0,"b":"$c"}""", 31310)]
    [InlineData("""{"a":0,"b":{"$add":[1,2]}}""", 31252)]
    [InlineData("""{"a":{"$bogus":1}}""", 31325)]
    [InlineData("""{"a":"$c","b":0}""", 31254)]
    [InlineData("""{"a":1,"a.b":1}""", 31249)]
    [InlineData("""{"a.b":1,"a":1}""", 31250)]
    [InlineData("""{"a":{"b":1},"a.b":1}""", 31250)]
    [InlineData("""{"a":{"$slice":1},"a.b":1}""", 31249)]
    [InlineData("""{"a":{}}""", 51270)]
    [InlineData("""{"a":{"b":1,"$add":[1]}}""", 16410)]
    [InlineData("""{"a":{"$add":[1],"b":1}}""", 15983)]
    [InlineData("""{"a":{"$unknown":1}}""", 31325)]
    [InlineData("""{"a":{"$meta":"textScore"}}""", 115)]
    [InlineData("""{"a..b":1}""", 15998)]
    [InlineData("""{"":1}""", 40352)]
    [InlineData("""{"$a":1}""", 16410)]
    [InlineData("""{"a":{"$slice":[1]}}""", 28667)]
    [InlineData("""{"a":{"$slice":[1,0]}}""", 28724)]
    [InlineData("""{"a":{"$slice":"x"}}""", 28667)]
    [InlineData("""{"a.b":{"$elemMatch":{"c":1}}}""", 31275)]
    [InlineData("""{"a":{"$elemMatch":1}}""", 31274)]
    [InlineData("""{"a.$":1,"b":{"$elemMatch":{"c":1}}}""", 31255)]
    [InlineData("""{"b":{"$elemMatch":{"c":1}},"a.$":1}""", 31256)]
    [InlineData("""{"a.$":1,"b.$":1}""", 31276)]
    [InlineData("""{"a.$":0}""", 31395)]
    [InlineData("""{"a.$":"x"}""", 31308)]
    [InlineData("""{"a.$":{"b":1}}""", 31271)]
    [InlineData("""{"a.$.b":1}""", 31394)]
    public void Errors(string projection, int code) =>
        Assert.Equal((code, projection), (Assert.Throws<DocumentException>(() => Projection.Parse(Ejson.Document(projection), null, TestContext.Current.CancellationToken)).Code, projection));

    [Fact]
    public void A_position_that_the_query_does_not_know_is_refused()
    {
        Projection projection = Projection.Parse(Ejson.Document("""{"tags.$":1}"""), QueryParser.Parse(Ejson.Document("""{"name":"bolt"}"""), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        Assert.Equal(51246, Assert.Throws<DocumentException>(() => projection.Apply(Ejson.Document(Document))).Code);

        projection = Projection.Parse(Ejson.Document("""{"tags.$":1}"""), QueryParser.Parse(Ejson.Document("""{"long.n":2}"""), TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        BsonDocument document = Ejson.Document("""{"tags":["a"],"long":[{"n":1},{"n":2}]}""");
        Assert.Equal(51247, Assert.Throws<DocumentException>(() => projection.Apply(document)).Code);
    }

    [Fact]
    public void A_name_that_occurs_twice_is_shown_twice()
    {
        var document = new BsonDocument { AllowDuplicateNames = true };
        document.Add("a", 1).Add("b", 2).Add("a", 3);
        BsonDocument shown = Projection.Parse(Ejson.Document("""{"b":0}"""), null, TestContext.Current.CancellationToken).Apply(document);
        Assert.Equal([1, 3], shown.Values);
    }

    [Fact]
    public void The_document_itself_is_left_alone()
    {
        BsonDocument document = Ejson.Document(Document);
        Projection.Parse(Ejson.Document("""{"stock.n":0,"size.mm":0,"tags":{"$slice":1}}"""), null, TestContext.Current.CancellationToken).Apply(document);
        Assert.Equal(Ejson.Canonical(Document), Ejson.Text(document));
    }

    private static void Shows(string projection, string expected) =>
        Assert.Equal(Ejson.Canonical(expected), Ejson.Text(Projection.Parse(Ejson.Document(projection), null, TestContext.Current.CancellationToken).Apply(Ejson.Document(Document))));
}
