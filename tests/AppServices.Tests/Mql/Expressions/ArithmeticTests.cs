using Xunit;

namespace AppServices.Tests.Mql.Expressions;

/// <summary>Sums, differences, products and quotients, with the type of each result.</summary>
public sealed class ArithmeticTests
{
    private const string Document = """
        {
          "i": 7, "n": -7, "l": {"$numberLong":"7"}, "d": 7.5, "m": {"$numberDecimal":"7.50"}, "nothing": null, "text": "7",
          "intMax": 2147483647, "longMax": {"$numberLong":"9223372036854775807"}, "longMin": {"$numberLong":"-9223372036854775808"},
          "inf": {"$numberDouble":"Infinity"}, "nan": {"$numberDouble":"NaN"}, "date": {"$date":"2024-01-01T00:00:00Z"}
        }
        """;

    [Theory]
    [InlineData("""{"$add":[]}""", "0")]
    [InlineData("""{"$add":"$i"}""", "7")]
    [InlineData("""{"$add":["$i",1]}""", "8")]
    [InlineData("""{"$add":["$i","$l"]}""", """{"$numberLong":"14"}""")]
    [InlineData("""{"$add":["$i","$l","$d"]}""", "21.5")]
    [InlineData("""{"$add":["$i","$m"]}""", """{"$numberDecimal":"14.50"}""")]
    [InlineData("""{"$add":["$m","$d"]}""", """{"$numberDecimal":"15.00"}""")]
    [InlineData("""{"$add":["$intMax",1]}""", """{"$numberLong":"2147483648"}""")]
    [InlineData("""{"$add":["$longMax",1]}""", "9223372036854775808.0")]
    [InlineData("""{"$add":["$longMax",1,-1]}""", """{"$numberLong":"9223372036854775807"}""")]
    [InlineData("""{"$add":[1e100,1.0,-1e100]}""", "1.0")]
    [InlineData("""{"$add":[0.1,0.2,0.3]}""", "0.6")]
    [InlineData("""{"$add":["$inf",1]}""", """{"$numberDouble":"Infinity"}""")]
    [InlineData("""{"$add":["$inf",{"$numberDecimal":"1"}]}""", """{"$numberDecimal":"Infinity"}""")]
    [InlineData("""{"$add":["$i","$nothing"]}""", "null")]
    [InlineData("""{"$add":["$i","$missing"]}""", "null")]
    [InlineData("""{"$add":["$nothing","$text"]}""", "null")]
    [InlineData("""{"$add":["$date",86400000]}""", """{"$date":"2024-01-02T00:00:00Z"}""")]
    [InlineData("""{"$add":[1000,"$date",0.6]}""", """{"$date":"2024-01-01T00:00:01.001Z"}""")]
    public void Add(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$subtract":["$i",8]}""", "-1")]
    [InlineData("""{"$subtract":[-2,"$intMax"]}""", """{"$numberLong":"-2147483649"}""")]
    [InlineData("""{"$subtract":["$longMin",1]}""", "-9223372036854775808.0")]
    [InlineData("""{"$subtract":["$d",0.5]}""", "7.0")]
    [InlineData("""{"$subtract":["$m","$i"]}""", """{"$numberDecimal":"0.50"}""")]
    [InlineData("""{"$subtract":["$date",{"$date":"2023-12-31T23:59:00Z"}]}""", """{"$numberLong":"60000"}""")]
    [InlineData("""{"$subtract":["$date",60000]}""", """{"$date":"2023-12-31T23:59:00Z"}""")]
    [InlineData("""{"$subtract":["$missing",1]}""", "null")]
    [InlineData("""{"$subtract":["$text",null]}""", "null")]
    public void Subtract(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$multiply":[]}""", "1")]
    [InlineData("""{"$multiply":["$i",6]}""", "42")]
    [InlineData("""{"$multiply":["$intMax",2]}""", """{"$numberLong":"4294967294"}""")]
    [InlineData("""{"$multiply":["$l",6]}""", """{"$numberLong":"42"}""")]
    [InlineData("""{"$multiply":["$longMax",2]}""", "18446744073709551616.0")]
    [InlineData("""{"$multiply":["$d",2]}""", "15.0")]
    [InlineData("""{"$multiply":["$m","$m"]}""", """{"$numberDecimal":"56.2500"}""")]
    [InlineData("""{"$multiply":[0.1,{"$numberDecimal":"3"}]}""", """{"$numberDecimal":"0.300000000000000"}""")]
    [InlineData("""{"$multiply":["$inf",0]}""", """{"$numberDouble":"NaN"}""")]
    [InlineData("""{"$multiply":["$i","$missing","$text"]}""", "null")]
    public void Multiply(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$divide":["$i",2]}""", "3.5")]
    [InlineData("""{"$divide":[6,2]}""", "3.0")]
    [InlineData("""{"$divide":[1,{"$numberDecimal":"3"}]}""", """{"$numberDecimal":"0.3333333333333333333333333333333333"}""")]
    [InlineData("""{"$divide":[{"$numberDecimal":"2"},3]}""", """{"$numberDecimal":"0.6666666666666666666666666666666667"}""")]
    [InlineData("""{"$divide":[{"$numberDecimal":"7.50"},{"$numberDecimal":"2.5"}]}""", """{"$numberDecimal":"3.0"}""")]
    [InlineData("""{"$divide":[{"$numberDecimal":"1"},"$inf"]}""", """{"$numberDecimal":"0"}""")]
    [InlineData("""{"$divide":[null,0]}""", "null")]
    [InlineData("""{"$mod":["$i",4]}""", "3")]
    [InlineData("""{"$mod":["$n",4]}""", "-3")]
    [InlineData("""{"$mod":["$l",4]}""", """{"$numberLong":"3"}""")]
    [InlineData("""{"$mod":["$longMin",-1]}""", """{"$numberLong":"0"}""")]
    [InlineData("""{"$mod":["$d",2]}""", "1.5")]
    [InlineData("""{"$mod":["$m",{"$numberDecimal":"2"}]}""", """{"$numberDecimal":"1.50"}""")]
    [InlineData("""{"$mod":["$i","$missing"]}""", "null")]
    [InlineData("""{"$abs":"$n"}""", "7")]
    [InlineData("""{"$abs":-2147483648}""", """{"$numberLong":"2147483648"}""")]
    [InlineData("""{"$abs":{"$numberDecimal":"-1.50"}}""", """{"$numberDecimal":"1.50"}""")]
    [InlineData("""{"$abs":[-0.5]}""", "0.5")]
    [InlineData("""{"$abs":"$missing"}""", "null")]
    public void Divide(string expression, string expected) => Evaluation.Gives(expression, Document, expected);

    [Theory]
    [InlineData("""{"$add":["$i","$text"]}""", 14)]
    [InlineData("""{"$add":["$date","$date"]}""", 16612)]
    [InlineData("""{"$add":["$date","$longMax"]}""", 15)]
    [InlineData("""{"$subtract":["$i"]}""", 16020)]
    [InlineData("""{"$subtract":["$i","$date"]}""", 14)]
    [InlineData("""{"$subtract":["$text","$i"]}""", 14)]
    [InlineData("""{"$multiply":["$i","$date"]}""", 14)]
    [InlineData("""{"$divide":["$i",0]}""", 2)]
    [InlineData("""{"$divide":["$i",{"$numberDecimal":"0.0"}]}""", 2)]
    [InlineData("""{"$divide":["$i","$text"]}""", 14)]
    [InlineData("""{"$mod":["$i",0]}""", 16610)]
    [InlineData("""{"$mod":["$i","$text"]}""", 16611)]
    [InlineData("""{"$abs":"$text"}""", 28765)]
    [InlineData("""{"$abs":"$longMin"}""", 28680)]
    [InlineData("""{"$abs":[1,2]}""", 16020)]
    public void Errors(string expression, int code) => Evaluation.Refuses(expression, Document, code);
}
