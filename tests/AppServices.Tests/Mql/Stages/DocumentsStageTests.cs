using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Mql.Stages;

/// <summary><c>$documents</c>, and what was made possible with it.</summary>
public sealed class DocumentsStageTests
{
    [Theory]
    [InlineData("""[{"$documents":[{"a":1},{"a":2}]},{"$match":{"a":{"$gt":1}}}]""", """[{"a":2}]""")]
    [InlineData("""[{"$documents":{"$map":{"input":{"$range":[0,2]},"in":{"n":"$$this"}}}}]""", """[{"n":0},{"n":1}]""")]
    [InlineData("""[{"$project":{"_id":0}},{"$unionWith":{"pipeline":[{"$documents":[{"x":3}]}]}}]""", """[{"x":1},{"x":3}]""")]
    [InlineData("""[{"$lookup":{"let":{"v":"$x"},"pipeline":[{"$documents":[{"y":"$$v"}]}],"as":"d"}},{"$project":{"_id":0}}]""", """[{"x":1,"d":[{"y":1}]}]""")]
    [InlineData("""[{"$documents":[{"a":"p"},{"a":"q"}]},{"$project":{"r":{"$map":{"input":["x","y"],"as":"e","arrayIndexAs":"i","in":{"$concat":["$a","$$e",{"$toString":"$$i"}]}}}}}]""",
        """[{"r":["px0","py1"]},{"r":["qx0","qy1"]}]""")]
    [InlineData("""[{"$group":{"_id":{"k":"$x"},"l":{"$firstN":{"n":"$k","input":"$x"}},"c":{"$concatArrays":["$x"]}}}]""", null)]
    [InlineData("""[{"$group":{"_id":{"k":"$x"},"l":{"$firstN":{"n":"$k","input":"$x"}}}}]""", """[{"_id":{"k":1},"l":[1]}]""")]
    [InlineData("""[{"$documents":[{"a":[1,2]},{"a":[2,3]},{}]},{"$group":{"_id":null,"c":{"$concatArrays":"$a"},"s":{"$setUnion":"$a"}}}]""",
        """[{"_id":null,"c":[1,2,2,3],"s":[1,2,3]}]""")]
    public async Task Documents_stand_in_the_pipeline(string pipeline, string? expected)
    {
        if (expected is null) await Running.RefusesAsync(pipeline, """[{"_id":1,"x":1}]""", 40237);
        else await Running.GivesAsync(pipeline, """[{"_id":1,"x":1}]""", expected);
    }

    [Theory]
    [InlineData("""[{"$limit":1},{"$documents":[]}]""", 40602)]
    [InlineData("""[{"$documents":1}]""", 5858203)]
    [InlineData("""[{"$documents":[1]}]""", 40228)]
    [InlineData("""[{"$facet":{"a":[{"$documents":[]}]}}]""", 40600)]
    [InlineData("""[{"$unionWith":{"pipeline":[{"$match":{}}]}}]""", 9)]
    [InlineData("""[{"$lookup":{"pipeline":[],"as":"a"}}]""", 9)]
    [InlineData("""[{"$score":{}}]""", 115)]
    [InlineData("""[{"$listClusterCatalog":{}}]""", 115)]
    [InlineData("""[{"$group":{"_id":{"a":1}}}]""", 17390)]
    [InlineData("""[{"$merge":{"into":"x","whenMatched":"fail","whenNotMatched":"fail"}}]""", 51181)]
    [InlineData("""[{"$out":{"db":"d","coll":1}}]""", 14)]
    [InlineData("""[{"$out":{"db":"d","coll":"c","x":1}}]""", 40415)]
    public Task Errors(string pipeline, int code) => Running.RefusesAsync(pipeline, """[{"_id":1,"x":1}]""", code);
}
