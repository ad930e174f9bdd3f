using Xunit;

namespace AppServices.Tests.Mql.Expressions;

/// <summary>Comparisons, truth, choices, variables and paths.</summary>
public sealed class LogicTests
{
    private const string Document = """
        {
          "one": 1, "long": {"$numberLong":"1"}, "zero": 0.0, "text": "b", "nothing": null, "empty": "", "list": [1, 2],
          "stock": {"bolts": 5, "bins": [{"n": 1, "at": {"row": 7}}, {"n": 2}, 3, [{"n": 4}]], "none": []}
        }
        """;

    [Theory]
    [InlineData("""{"$cmp":["$one",2]}""", "-1")]
    [InlineData("""{"$cmp":["$one","$long"]}""", "0")]
    [InlineData("""{"$cmp":["$text","$one"]}""", "1")]
    [InlineData("""{"$eq":["$one",1.0]}""", "true")]
    [InlineData("""{"$eq":["$one",{"$numberDecimal":"1.00"}]}""", "true")]
    [InlineData("""{"$eq":["$missing","$nothing"]}""", "false")]
    [InlineData("""{"$eq":[{"a":1,"b":2},{"b":2,"a":1}]}""", "false")]
    [InlineData("""{"$ne":["$one","$text"]}""", "true")]
    [InlineData("""{"$gt":["$text","$one"]}""", "true")]
    [InlineData("""{"$gt":["$nothing","$missing"]}""", "true")]
    [InlineData("""{"$gte":["$list",[1,2]]}""", "true")]
    [InlineData("""{"$lt":["a","$text"]}""", "true")]
    [InlineData("""{"$lte":["$one",0]}""", "false")]
    public void Comparisons(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$and":[]}""", "true")]
    [InlineData("""{"$and":["$one","$empty",["$missing"]]}""", "true")]
    [InlineData("""{"$and":["$one","$zero"]}""", "false")]
    [InlineData("""{"$and":["$nothing",{"$divide":[1,"$zero"]}]}""", "false")]
    [InlineData("""{"$or":[]}""", "false")]
    [InlineData("""{"$or":["$zero","$missing","$nothing"]}""", "false")]
    [InlineData("""{"$or":["$one",{"$divide":[1,"$zero"]}]}""", "true")]
    [InlineData("""{"$not":["$zero"]}""", "true")]
    [InlineData("""{"$not":[[false]]}""", "false")]
    [InlineData("""{"$not":"$missing"}""", "true")]
    public void Truth(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$cond":[{"$gt":["$one",0]},"many","none"]}""", "\"many\"")]
    [InlineData("""{"$cond":{"if":"$missing","then":1,"else":{"$add":["$one",1]}}}""", "2")]
    [InlineData("""{"$cond":[true,"$missing",1]}""", "missing")]
    [InlineData("""{"$ifNull":["$missing","$nothing","$one"]}""", "1")]
    [InlineData("""{"$ifNull":["$zero",5]}""", "0.0")]
    [InlineData("""{"$ifNull":["$nothing","$missing"]}""", "missing")]
    [InlineData("""{"$switch":{"branches":[{"case":"$zero","then":1},{"case":"$one","then":2}],"default":3}}""", "2")]
    [InlineData("""{"$switch":{"branches":[{"case":"$zero","then":1}],"default":"$text"}}""", "\"b\"")]
    public void Choices(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("\"$one\"", "1")]
    [InlineData("\"$missing\"", "missing")]
    [InlineData("\"$one.more\"", "missing")]
    [InlineData("\"$stock.bolts\"", "5")]
    [InlineData("\"$stock.bins.n\"", "[1,2]")]
    [InlineData("\"$stock.bins.at.row\"", "[7]")]
    [InlineData("\"$stock.bins.0\"", "[]")]
    [InlineData("\"$stock.none.n\"", "[]")]
    [InlineData("\"$$ROOT.one\"", "1")]
    [InlineData("\"$$CURRENT.stock.bolts\"", "5")]
    [InlineData("\"$$REMOVE\"", "missing")]
    [InlineData("\"$$NOW\"", """{"$date":"2024-02-29T12:30:45.678Z"}""")]
    [InlineData("""{"a":"$one","b":"$missing","c":{"d":"$text"},"e":["$missing","$one"]}""", """{"a":1,"c":{"d":"b"},"e":[null,1]}""")]
    [InlineData("{}", "{}")]
    [InlineData("""{"$literal":"$one"}""", "\"$one\"")]
    [InlineData("""{"$literal":{"$add":[1,2]}}""", """{"$add":[1,2]}""")]
    [InlineData("""{"$let":{"vars":{"a":"$one","b":{"$add":["$one",1]}},"in":{"$add":["$$a","$$b"]}}}""", "3")]
    [InlineData("""{"$let":{"vars":{"a":1},"in":{"$let":{"vars":{"a":2,"b":"$$a"},"in":["$$a","$$b"]}}}}""", "[2,1]")]
    [InlineData("""{"$let":{"vars":{"s":"$stock"},"in":"$$s.bins.n"}}""", "[1,2]")]
    [InlineData("""{"$let":{"vars":{"b":"$stock.bins"},"in":"$$b.at.row"}}""", "[7]")]
    [InlineData("""{"$let":{"vars":{"CURRENT":"$stock"},"in":["$bolts","$$ROOT.one","$$CURRENT.bolts"]}}""", "[5,1,5]")]
    [InlineData("""{"$let":{"vars":{"gone":"$missing"},"in":{"$type":"$$gone"}}}""", "\"missing\"")]
    public void Paths_and_variables(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$eq":[1]}""", 16020)]
    [InlineData("""{"$not":[1,2]}""", 16020)]
    [InlineData("""{"$cond":[1,2]}""", 16020)]
    [InlineData("""{"$cond":{"then":1,"else":2}}""", 17080)]
    [InlineData("""{"$cond":{"if":1,"else":2}}""", 17081)]
    [InlineData("""{"$cond":{"if":1,"then":2}}""", 17082)]
    [InlineData("""{"$cond":{"if":1,"then":2,"else":3,"more":4}}""", 17083)]
    [InlineData("""{"$ifNull":["$one"]}""", 1257300)]
    [InlineData("""{"$switch":1}""", 40060)]
    [InlineData("""{"$switch":{"branches":1}}""", 40061)]
    [InlineData("""{"$switch":{"branches":[1]}}""", 40062)]
    [InlineData("""{"$switch":{"branches":[{"case":1,"then":2,"more":3}]}}""", 40063)]
    [InlineData("""{"$switch":{"branches":[{"then":2}]}}""", 40064)]
    [InlineData("""{"$switch":{"branches":[{"case":2}]}}""", 40065)]
    [InlineData("""{"$switch":{"branches":[{"case":false,"then":2}]}}""", 40069)]
    [InlineData("""{"$switch":{"branches":[],"more":1}}""", 40067)]
    [InlineData("""{"$switch":{"branches":[]}}""", 40068)]
    [InlineData("""{"$let":1}""", 16874)]
    [InlineData("""{"$let":{"vars":{},"in":1,"more":1}}""", 16875)]
    [InlineData("""{"$let":{"in":1}}""", 16876)]
    [InlineData("""{"$let":{"vars":{}}}""", 16877)]
    [InlineData("""{"$let":{"vars":{"Big":1},"in":1}}""", 9)]
    [InlineData("""{"$let":{"vars":{"a-b":1},"in":1}}""", 9)]
    [InlineData("""{"$let":{"vars":{"":1},"in":1}}""", 9)]
    [InlineData("\"$$other\"", 17276)]
    [InlineData("\"$\"", 16872)]
    [InlineData("\"$a..b\"", 15998)]
    [InlineData("\"$a.\"", 40353)]
    [InlineData("\"$a.$b\"", 16410)]
    [InlineData("\"$$CLUSTER_TIME\"", 115)]
    [InlineData("""{"a.b":1}""", 16412)]
    [InlineData("""{"a":1,"$b":1}""", 16410)]
    [InlineData("""{"$add":[1],"$subtract":[1]}""", 15983)]
    [InlineData("""{"$addd":[1]}""", 168)]
    [InlineData("""{"$function":{"body":"x","args":[],"lang":"js"}}""", 115)]
    [InlineData("""{"$meta":"textScore"}""", 115)]
    public void Errors(string expression, int code) => Evaluation.Refuses(expression, Document, code);

    [Fact]
    public void What_is_unknown_is_refused_by_name()
    {
        Assert.Equal("Unrecognized expression '$addd'", Evaluation.Refuses("""{"a":[{"$addd":1}]}""", "{}", 168).Message);
        Assert.Equal("InvalidPipelineOperator", Evaluation.Refuses("""{"$addd":1}""", "{}", 168).CodeName);
    }
}
