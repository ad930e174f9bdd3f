using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Groups, buckets and facets.</summary>
public sealed class GroupingTests
{
    private const string Sales = """
        [
          {"_id": 1, "item": "nut", "price": 10, "n": 2, "tags": ["x"], "by": {"name": "ann"}},
          {"_id": 2, "item": "bolt", "price": 20.5, "n": 1, "tags": ["y"], "by": {"name": "bob", "age": 4}},
          {"_id": 3, "item": "nut", "price": {"$numberLong":"5"}, "n": 10, "tags": ["x"]},
          {"_id": 4, "item": "nut", "price": "free", "n": 10, "by": null},
          {"_id": 5, "price": {"$numberDecimal":"1.50"}, "n": 3, "tags": []}
        ]
        """;

    [Theory]
    [InlineData("""{"$sum":"$n"}""", "22", "1", "3")]
    [InlineData("""{"$sum":"$price"}""", """{"$numberLong":"15"}""", "20.5", """{"$numberDecimal":"1.50"}""")]
    [InlineData("""{"$sum":1}""", "3", "1", "1")]
    [InlineData("""{"$sum":{"$multiply":["$n",2]}}""", "44", "2", "6")]
    [InlineData("""{"$avg":"$n"}""", "7.333333333333333", "1.0", "3.0")]
    [InlineData("""{"$avg":"$missing"}""", "null", "null", "null")]
    [InlineData("""{"$min":"$n"}""", "2", "1", "3")]
    [InlineData("""{"$max":"$n"}""", "10", "1", "3")]
    [InlineData("""{"$max":"$by.age"}""", "null", "4", "null")]
    [InlineData("""{"$first":"$_id"}""", "1", "2", "5")]
    [InlineData("""{"$last":"$_id"}""", "4", "2", "5")]
    [InlineData("""{"$last":"$tags"}""", "null", """["y"]""", "[]")]
    [InlineData("""{"$push":"$tags"}""", """[["x"],["x"]]""", """[["y"]]""", "[[]]")]
    [InlineData("""{"$push":{"id":"$_id","t":"$tags"}}""", """[{"id":1,"t":["x"]},{"id":3,"t":["x"]},{"id":4}]""", """[{"id":2,"t":["y"]}]""", """[{"id":5,"t":[]}]""")]
    [InlineData("""{"$addToSet":"$tags"}""", """[["x"]]""", """[["y"]]""", "[[]]")]
    [InlineData("""{"$stdDevPop":"$n"}""", "3.7712361663282534", "0.0", "0.0")]
    [InlineData("""{"$stdDevSamp":"$n"}""", "4.618802153517007", "null", "null")]
    [InlineData("""{"$mergeObjects":"$by"}""", """{"name":"ann"}""", """{"name":"bob","age":4}""", "{}")]
    [InlineData("""{"$count":{}}""", "3", "1", "1")]
    [InlineData("""{"$firstN":{"input":"$_id","n":2}}""", "[1,3]", "[2]", "[5]")]
    [InlineData("""{"$lastN":{"input":"$tags","n":2}}""", """[["x"],null]""", """[["y"]]""", "[[]]")]
    [InlineData("""{"$minN":{"input":"$n","n":2}}""", "[2,10]", "[1]", "[3]")]
    [InlineData("""{"$maxN":{"input":"$by.name","n":{"$cond":[{"$eq":["$_id","nut"]},2,1]}}}""", """["ann"]""", """["bob"]""", "[]")]
    [InlineData("""{"$top":{"sortBy":{"n":-1,"_id":-1},"output":"$_id"}}""", "4", "2", "5")]
    [InlineData("""{"$bottom":{"sortBy":{"n":-1},"output":["$_id","$n"]}}""", "[1,2]", "[2,1]", "[5,3]")]
    [InlineData("""{"$topN":{"n":2,"sortBy":{"n":1},"output":"$tags"}}""", """[["x"],["x"]]""", """[["y"]]""", "[[]]")]
    [InlineData("""{"$bottomN":{"n":2,"sortBy":{"_id":1},"output":"$_id"}}""", "[3,4]", "[2]", "[5]")]
    public Task Accumulators(string accumulator, string nut, string bolt, string none) => Running.GivesAsync(
        $$$"""[{"$group":{"_id":"$item","v":{{{accumulator}}}}}]""",
        Sales,
        $$"""[{"_id":"nut","v":{{nut}}},{"_id":"bolt","v":{{bolt}}},{"_id":null,"v":{{none}}}]""");

    [Theory]
    [InlineData("""[{"$group":{"_id":null,"n":{"$sum":"$n"},"avg":{"$avg":"$price"}}}]""", """[{"_id":null,"n":26,"avg":{"$numberDecimal":"9.25"}}]""")]
    [InlineData("""[{"$match":{"_id":99}},{"$group":{"_id":null,"n":{"$sum":1}}}]""", "[]")]
    [InlineData("""[{"$group":{"_id":"$item"}}]""", """[{"_id":"nut"},{"_id":"bolt"},{"_id":null}]""")]
    [InlineData("""[{"$group":{"_id":{"i":"$item","big":{"$gt":["$n",5]}},"c":{"$sum":1}}}]""", """[{"_id":{"i":"nut","big":false},"c":1},{"_id":{"i":"bolt","big":false},"c":1},{"_id":{"i":"nut","big":true},"c":2},{"_id":{"big":false},"c":1}]""")]
    [InlineData("""[{"$set":{"k":{"$switch":{"branches":[{"case":{"$eq":["$_id",1]},"then":2},{"case":{"$eq":["$_id",2]},"then":2.0},{"case":{"$eq":["$_id",3]},"then":{"$numberDecimal":"2.0"}}],"default":"$missing"}}}},{"$group":{"_id":"$k","c":{"$sum":1}}}]""", """[{"_id":2,"c":3},{"_id":null,"c":2}]""")]
    [InlineData("""[{"$unwind":"$tags"},{"$sortByCount":"$tags"}]""", """[{"_id":"x","count":2},{"_id":"y","count":1}]""")]
    [InlineData("""[{"$sortByCount":{"$gt":["$n",5]}}]""", """[{"_id":false,"count":3},{"_id":true,"count":2}]""")]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[0,2,5,11]}}]""", """[{"_id":0,"count":1},{"_id":2,"count":2},{"_id":5,"count":2}]""")]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[0,2,5],"default":"more","output":{"ids":{"$push":"$_id"}}}}]""", """[{"_id":0,"ids":[2]},{"_id":2,"ids":[1,5]},{"_id":"more","ids":[3,4]}]""")]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":2}}]""", """[{"_id":{"min":1,"max":10},"count":3},{"_id":{"min":10,"max":10},"count":2}]""")]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$_id","buckets":3,"output":{"n":{"$sum":"$n"}}}}]""", """[{"_id":{"min":1,"max":3},"n":3},{"_id":{"min":3,"max":5},"n":20},{"_id":{"min":5,"max":5},"n":3}]""")]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$_id","buckets":9,"output":{}}},{"$limit":1}]""", """[{"_id":{"min":1,"max":2},"count":1}]""")]
    public Task Groups(string pipeline, string expected) => Running.GivesAsync(pipeline, Sales, expected);

    [Theory]
    [InlineData("""[{"$facet":{"all":[{"$count":"n"}],"top":[{"$sort":{"_id":-1}},{"$limit":1},{"$project":{"_id":1}}],"none":[{"$match":{"_id":0}}]}}]""", """[{"all":[{"n":5}],"top":[{"_id":5}],"none":[]}]""")]
    [InlineData("""[{"$match":{"n":10}},{"$facet":{"a":[{"$project":{"item":1}}]}}]""", """[{"a":[{"_id":3,"item":"nut"},{"_id":4,"item":"nut"}]}]""")]
    [InlineData("""[{"$match":{"_id":0}},{"$facet":{"a":[]}}]""", """[{"a":[]}]""")]
    [InlineData("""[{"$facet":{"a":[{"$limit":1},{"$lookup":{"from":"items","localField":"n","foreignField":"_id","as":"same"}},{"$project":{"same._id":1}}],"b":[{"$count":"n"}]}}]""", """[{"a":[{"_id":1,"same":[{"_id":2}]}],"b":[{"n":5}]}]""")]
    public Task Facets(string pipeline, string expected) => Running.GivesAsync(pipeline, Sales, expected);

    [Theory]
    [InlineData("""[{"$group":1}]""", 15947)]
    [InlineData("""[{"$group":{"n":{"$sum":1}}}]""", 15955)]
    [InlineData("""[{"$group":{"_id":1,"n":1}}]""", 40234)]
    [InlineData("""[{"$group":{"_id":1,"n":{"":1}}}]""", 40234)]
    [InlineData("""[{"$group":{"_id":1,"n":{"$sum":{"$divide":["$_id",0]}}}}]""", 4848401)]
    [InlineData("""[{"$group":{"_id":1,"n":{"$push":{"$mod":["$_id",0]}}}}]""", 4848403)]
    [InlineData("""[{"$group":{"_id":1,"a.b":{"$sum":1}}}]""", 40235)]
    [InlineData("""[{"$group":{"_id":1,"$a":{"$sum":1}}}]""", 40236)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$sum":[1,2]}}}]""", 40237)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$sum":1,"$avg":1}}}]""", 40238)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$total":1}}}]""", 15952)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$accumulator":{}}}}]""", 115)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$count":1}}}]""", 14)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$mergeObjects":"$n"}}}]""", 5911200)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$firstN":{"n":"$n","input":1}}}}]""", 7548606)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$top":1}}}]""", 5788001)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$top":{"n":1}}}}]""", 5788002)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$topN":{"sortBy":{"a":1},"output":1}}}}]""", 5788003)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$top":{"sortBy":{"a":1}}}}}]""", 5788004)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$top":{"output":1}}}}]""", 5788005)]
    [InlineData("""[{"$group":{"_id":1,"a":{"$top":{"output":1,"sortBy":1}}}}]""", 5788604)]
    [InlineData("""[{"$sortByCount":{"a":1}}]""", 40147)]
    [InlineData("""[{"$sortByCount":"a"}]""", 40148)]
    [InlineData("""[{"$sortByCount":1}]""", 40149)]
    [InlineData("""[{"$bucket":1}]""", 40201)]
    [InlineData("""[{"$bucket":{"more":1}}]""", 40197)]
    [InlineData("""[{"$bucket":{"groupBy":"$n"}}]""", 40198)]
    [InlineData("""[{"$bucket":{"groupBy":"n","boundaries":[1,2]}}]""", 40202)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":1}}]""", 40200)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":["$a",2]}}]""", 40191)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1]}}]""", 40192)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1,"a"]}}]""", 40193)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[2,1]}}]""", 40194)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1,2],"default":"$a"}}]""", 40195)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1,2],"output":1}}]""", 40196)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1,3],"default":2}}]""", 40199)]
    [InlineData("""[{"$bucket":{"groupBy":"$n","boundaries":[1,2]}}]""", 40066)]
    [InlineData("""[{"$bucketAuto":1}]""", 40240)]
    [InlineData("""[{"$bucketAuto":{"more":1}}]""", 40245)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n"}}]""", 40246)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"n","buckets":1}}]""", 40239)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":"1"}}]""", 40241)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":1.5}}]""", 40242)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":0}}]""", 40243)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":1,"output":1}}]""", 40244)]
    [InlineData("""[{"$bucketAuto":{"groupBy":"$n","buckets":1,"granularity":"R5"}}]""", 115)]
    [InlineData("""[{"$facet":{}}]""", 40169)]
    [InlineData("""[{"$facet":{"a":1}}]""", 40170)]
    [InlineData("""[{"$facet":{"a":[{"$out":"x"}]}}]""", 40600)]
    [InlineData("""[{"$facet":{"a":[{"$facet":{"b":[]}}]}}]""", 40600)]
    [InlineData("""[{"$facet":{"a":[{"$set":{"x":{"$divide":["$n",0]}}}],"b":[{"$count":"n"}]}}]""", 2)]
    [InlineData("""[{"$set":{"x":{"$divide":["$n",0]}}},{"$facet":{"b":[{"$count":"n"}]}}]""", 2)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, Sales, code);
}
