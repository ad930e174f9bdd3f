using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary>Stages that look at one document at a time.</summary>
public sealed class DocumentStageTests
{
    private const string Items = """
        [
          {"_id": 1, "name": "bolt", "n": 5, "size": {"mm": 8}, "tags": ["a", "b"]},
          {"_id": 2, "name": "nut", "n": 2, "size": {"mm": 6}, "tags": []},
          {"_id": 3, "name": "pin", "size": null}
        ]
        """;

    [Theory]
    [InlineData("[]", Items)]
    [InlineData("""[{"$match":{"n":{"$gt":2}}},{"$project":{"name":1}}]""", """[{"_id":1,"name":"bolt"}]""")]
    [InlineData("""[{"$match":{"$expr":{"$lt":["$n","$size.mm"]}}},{"$project":{"_id":1}}]""", """[{"_id":1},{"_id":2}]""")]
    [InlineData("""[{"$match":{"$expr":{"$and":[{"$lt":["$$NOW",{"$date":"2024-03-01T00:00:00Z"}]},{"$gt":["$n",2]}]}}},{"$project":{"_id":1}}]""", """[{"_id":1}]""")]
    [InlineData("""[{"$project":{"_id":0,"mm":"$size.mm","twice":{"$multiply":["$n",2]}}}]""", """[{"mm":8,"twice":10},{"mm":6,"twice":4},{"twice":null}]""")]
    [InlineData("""[{"$project":{"size.mm":0,"tags":0,"name":0}}]""", """[{"_id":1,"n":5,"size":{}},{"_id":2,"n":2,"size":{}},{"_id":3,"size":null}]""")]
    [InlineData("""[{"$limit":1},{"$addFields":{"n":{"$add":["$n",1]},"size.cm":0.8,"new":{"deep":{"er":"$name"}}}}]""", """[{"_id":1,"name":"bolt","n":6,"size":{"mm":8,"cm":0.8},"tags":["a","b"],"new":{"deep":{"er":"bolt"}}}]""")]
    [InlineData("""[{"$match":{"_id":3}},{"$set":{"size.mm":1,"tags":["$name"],"n":"$$REMOVE"}}]""", """[{"_id":3,"name":"pin","size":{"mm":1},"tags":["pin"]}]""")]
    [InlineData("""[{"$match":{"_id":1}},{"$set":{"tags.x":"$n","name":"$missing"}}]""", """[{"_id":1,"n":5,"size":{"mm":8},"tags":[{"x":5},{"x":5}]}]""")]
    [InlineData("""[{"$unset":"size"},{"$unset":["tags","n"]}]""", """[{"_id":1,"name":"bolt"},{"_id":2,"name":"nut"},{"_id":3,"name":"pin"}]""")]
    [InlineData("""[{"$match":{"_id":1}},{"$unset":"size.mm"},{"$project":{"size":1}}]""", """[{"_id":1,"size":{}}]""")]
    [InlineData("""[{"$limit":1},{"$set":{}},{"$set":{"tags":{},"size":{"mm":{}}}},{"$unset":["name","n"]}]""", """[{"_id":1,"size":{"mm":{}},"tags":{}}]""")]
    [InlineData("""[{"$limit":2},{"$replaceRoot":{"newRoot":"$size"}}]""", """[{"mm":8},{"mm":6}]""")]
    [InlineData("""[{"$skip":2},{"$replaceWith":{"$mergeObjects":[{"size":"none"},{"name":"$name"}]}}]""", """[{"size":"none","name":"pin"}]""")]
    public Task Fields(string pipeline, string expected) => Running.GivesAsync(pipeline, Items, expected);

    // Its own names may begin with $ in a path, and no others.
    [Theory]
    [InlineData("""[{"$project":{"_id":0,"to.$id":1}}]""", """[{"to":{"$id":2}},{"to":{"$id":1}}]""")]
    [InlineData("""[{"$project":{"_id":0,"id":"$to.$id","ref":"$$ROOT.to.$ref","db":{"$ifNull":["$to.$db","none"]}}}]""", """[{"id":2,"ref":"x","db":"none"},{"id":1,"ref":"y","db":"z"}]""")]
    [InlineData("""[{"$sort":{"to.$id":1}},{"$project":{"_id":1}}]""", """[{"_id":2},{"_id":1}]""")]
    [InlineData("""[{"$match":{"to.$ref":"y"}},{"$unset":["to.$db","to.$ref"]}]""", """[{"_id":2,"to":{"$id":1}}]""")]
    [InlineData("""[{"$match":{"_id":1}},{"$set":{"to.$id":5}}]""", """[{"_id":1,"to":{"$ref":"x","$id":5}}]""")]
    [InlineData("""[{"$group":{"_id":"$to.$id"}},{"$sort":{"_id":1}}]""", """[{"_id":1},{"_id":2}]""")]
    public Task References(string pipeline, string expected) => Running.GivesAsync(
        pipeline, """[{"_id":1,"to":{"$ref":"x","$id":2}},{"_id":2,"to":{"$ref":"y","$id":1,"$db":"z"}}]""", expected);

    [Theory]
    [InlineData("""[{"$skip":1},{"$limit":1},{"$project":{"_id":1}}]""", """[{"_id":2}]""")]
    [InlineData("""[{"$limit":2},{"$skip":1},{"$project":{"_id":1}}]""", """[{"_id":2}]""")]
    [InlineData("""[{"$skip":5}]""", "[]")]
    [InlineData("""[{"$limit":1},{"$skip":1}]""", "[]")]
    [InlineData("""[{"$unset":["size","tags","name","n"]},{"$skip":{"$numberLong":"1"}},{"$limit":5.0}]""", """[{"_id":2},{"_id":3}]""")]
    [InlineData("""[{"$match":{"n":{"$exists":true}}},{"$count":"items"}]""", """[{"items":2}]""")]
    [InlineData("""[{"$match":{"n":99}},{"$count":"items"}]""", "[]")]
    [InlineData("""[{"$unwind":"$tags"},{"$project":{"tags":1}}]""", """[{"_id":1,"tags":"a"},{"_id":1,"tags":"b"}]""")]
    [InlineData("""[{"$unwind":{"path":"$tags","includeArrayIndex":"at","preserveNullAndEmptyArrays":true}},{"$project":{"tags":1,"at":1}}]""", """[{"_id":1,"tags":"a","at":{"$numberLong":"0"}},{"_id":1,"tags":"b","at":{"$numberLong":"1"}},{"_id":2,"at":null},{"_id":3,"at":null}]""")]
    [InlineData("""[{"$unwind":{"path":"$name","includeArrayIndex":"at"}},{"$project":{"name":1,"at":1}},{"$limit":1}]""", """[{"_id":1,"name":"bolt","at":null}]""")]
    [InlineData("""[{"$unwind":{"path":"$size","preserveNullAndEmptyArrays":true}},{"$project":{"size":1}},{"$skip":2}]""", """[{"_id":3,"size":null}]""")]
    [InlineData("""[{"$project":{"a.b":"$tags"}},{"$unwind":"$a.b"}]""", """[{"_id":1,"a":{"b":"a"}},{"_id":1,"a":{"b":"b"}}]""")]
    public Task Counts(string pipeline, string expected) => Running.GivesAsync(pipeline, Items, expected);

    [Theory]
    [InlineData("""[{"$redact":{"$cond":[{"$gt":["$level",1]},"$$PRUNE","$$DESCEND"]}}]""", """[{"level":1,"open":{"level":1,"x":1},"list":[{"level":1},5,[{"level":1}]]}]""")]
    [InlineData("""[{"$redact":{"$cond":[{"$eq":["$level",1]},"$$KEEP","$$PRUNE"]}}]""", """[{"level":1,"open":{"level":1,"x":1},"secret":{"level":3},"list":[{"level":1},{"level":2},5,[{"level":2},{"level":1}]]}]""")]
    [InlineData("""[{"$redact":{"$cond":[{"$eq":["$$ROOT.level",1]},"$$DESCEND","$$PRUNE"]}},{"$project":{"secret":1}}]""", """[{"secret":{"level":3}}]""")]
    [InlineData("""[{"$redact":"$$PRUNE"}]""", "[]")]
    public Task Redaction(string pipeline, string expected) => Running.GivesAsync(
        pipeline,
        """[{"level":1,"open":{"level":1,"x":1},"secret":{"level":3},"list":[{"level":1},{"level":2},5,[{"level":2},{"level":1}]]}]""",
        expected);

    [Theory]
    [InlineData("""[{"$match":1}]""", 15959)]
    [InlineData("""[{"$match":{"$where":"1"}}]""", 115)]
    [InlineData("""[{"$project":1}]""", 15969)]
    [InlineData("""[{"$project":{}}]""", 51272)]
    [InlineData("""[{"$project":{"a":1,"b":0}}]""", 31254)]
    [InlineData("""[{"$project":{"a.$":1}}]""", 31324)]
    [InlineData("""[{"$project":{"a":{"$elemMatch":{"b":1}}}}]""", 168)]
    [InlineData("""[{"$addFields":1}]""", 40272)]
    [InlineData("""[{"$set":{"a":1,"a.b":1}}]""", 40176)]
    [InlineData("""[{"$set":{"a":{"b.c":1}}}]""", 40183)]
    [InlineData("""[{"$set":{"a.$x":1}}]""", 16410)]
    [InlineData("""[{"$out":"system.x"}]""", 17385)]
    [InlineData("""[{"$out":"$x"}]""", 20)]
    [InlineData("""[{"$out":{"db":"config","coll":"x"}}]""", 31321)]
    [InlineData("""[{"$merge":{"into":"system.x"}}]""", 31319)]
    [InlineData("""[{"$facet":{"a":[1]}}]""", 40171)]
    [InlineData("""[{"$facet":{"a":[{"$collStats":{}}]}}]""", 40600)]
    [InlineData("""[{"$set":{"a":{"b":1,"$c":1}}}]""", 16410)]
    [InlineData("""[{"$unset":1}]""", 31002)]
    [InlineData("""[{"$unset":[]}]""", 31119)]
    [InlineData("""[{"$unset":["a",1]}]""", 31120)]
    [InlineData("""[{"$unset":"$a"}]""", 16410)]
    [InlineData("""[{"$unset":["a","a.b"]}]""", 31249)]
    [InlineData("""[{"$replaceRoot":"$size"}]""", 40229)]
    [InlineData("""[{"$replaceRoot":{}}]""", 40414)]
    [InlineData("""[{"$replaceRoot":{"newRoot":"$size","more":1}}]""", 40415)]
    [InlineData("""[{"$replaceRoot":{"newRoot":"$name"}}]""", 40228)]
    [InlineData("""[{"$replaceWith":"$missing"}]""", 40228)]
    [InlineData("""[{"$limit":"1"}]""", 5107201)]
    [InlineData("""[{"$limit":0}]""", 15958)]
    [InlineData("""[{"$limit":-1}]""", 5107201)]
    [InlineData("""[{"$limit":1.5}]""", 5107201)]
    [InlineData("""[{"$skip":"1"}]""", 5107200)]
    [InlineData("""[{"$skip":-1}]""", 5107200)]
    [InlineData("""[{"$count":1}]""", 40156)]
    [InlineData("""[{"$count":""}]""", 40157)]
    [InlineData("""[{"$count":"$n"}]""", 40158)]
    [InlineData("""[{"$count":"a.b"}]""", 40160)]
    [InlineData("""[{"$unwind":1}]""", 15981)]
    [InlineData("""[{"$unwind":"tags"}]""", 28818)]
    [InlineData("""[{"$unwind":""}]""", 28812)]
    [InlineData("""[{"$unwind":{}}]""", 28812)]
    [InlineData("""[{"$unwind":{"path":1}}]""", 28808)]
    [InlineData("""[{"$unwind":{"path":"$a","more":1}}]""", 28811)]
    [InlineData("""[{"$unwind":{"path":"$a","preserveNullAndEmptyArrays":1}}]""", 28809)]
    [InlineData("""[{"$unwind":{"path":"$a","includeArrayIndex":""}}]""", 28810)]
    [InlineData("""[{"$unwind":{"path":"$a","includeArrayIndex":"$i"}}]""", 28822)]
    [InlineData("""[{"$redact":"$name"}]""", 17053)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, Items, code);
}
