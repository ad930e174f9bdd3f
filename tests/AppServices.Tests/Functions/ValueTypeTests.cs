using System;
using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class ValueTypeTests
{
    public static TheoryData<string> EveryType =>
    [
        """{"$numberInt":"7"}""", """{"$numberInt":"-2147483648"}""", """{"$numberLong":"7"}""", """{"$numberLong":"0"}""",
        """{"$numberLong":"2147483648"}""", """{"$numberLong":"9007199254740991"}""", """{"$numberLong":"9007199254740992"}""",
        """{"$numberLong":"-9007199254740992"}""", """{"$numberLong":"9007199254740993"}""", """{"$numberLong":"9223372036854775807"}""",
        """{"$numberLong":"-9223372036854775808"}""", """{"$numberDouble":"1.5"}""", """{"$numberDouble":"3.0"}""", """{"$numberDouble":"0.0"}""",
        """{"$numberDouble":"-0.0"}""", """{"$numberDouble":"NaN"}""", """{"$numberDouble":"Infinity"}""", """{"$numberDouble":"-Infinity"}""",
        """{"$numberDouble":"9007199254740992.0"}""", """{"$numberDouble":"1E+300"}""", """{"$numberDecimal":"1.10"}""", """{"$numberDecimal":"NaN"}""",
        "true", "false", "null", "\"text\"", "\"\"", "\"\\u0000é\\uD83D\\uDE00\"", """{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""",
        """{"$date":{"$numberLong":"1700000000123"}}""", """{"$date":{"$numberLong":"-1"}}""", """{"$date":{"$numberLong":"9223372036854775807"}}""",
        """{"$date":{"$numberLong":"-9223372036854775808"}}""", """{"$date":{"$numberLong":"8640000000000000"}}""",
        """{"$binary":{"base64":"AQID","subType":"00"}}""", """{"$binary":{"base64":"AQID","subType":"80"}}""", """{"$binary":{"base64":"","subType":"00"}}""",
        """{"$binary":{"base64":"Dx4tPEtaSWiHdmVUQzIhEA==","subType":"04"}}""", """{"$regularExpression":{"pattern":"^a","options":"im"}}""",
        """{"$regularExpression":{"pattern":"^a/b","options":"ilmsux"}}""", """{"$regularExpression":{"pattern":"(?<!a)[[:alpha:]](?i)x(","options":""}}""",
        """{"$regularExpression":{"pattern":"","options":""}}""", """{"$timestamp":{"t":4294967295,"i":1}}""", """{"$minKey":1}""", """{"$maxKey":1}""",
        """{"$undefined":true}""", """{"$symbol":"abc"}""", """{"$code":"function(){}"}""", """{"$code":"f(x)","$scope":{"x":{"$numberInt":"1"}}}""",
        """{"$dbPointer":{"$ref":"db.coll","$id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}}}""", """{"$ref":"coll","$id":{"$numberInt":"1"},"$db":"db"}""",
        "{}", "[]", """{"b":{"$numberInt":"1"},"a":[{"c":null}],"__proto__":{"$numberLong":"5"},"constructor":"x"}""",
    ];

    [Theory]
    [MemberData(nameof(EveryType))]
    public async Task Every_type_survives_a_function_that_returns_its_argument(string value)
    {
        var app = new FunctionFixture("exports = x => x");
        Assert.Equal(value, await app.CallAsync(value));
    }

    [Theory]
    [MemberData(nameof(EveryType))]
    public async Task Every_type_survives_inside_documents_and_arrays(string value)
    {
        var app = new FunctionFixture("exports = function (x) { const {a: [y, ...rest]} = x; return {...x, again: {y, rest, list: [...x.a].map(v => v)}}; }");
        string argument = """{"a":[VALUE,{"deep":VALUE}]}""".Replace("VALUE", value, StringComparison.Ordinal);
        string expected = """{"a":[VALUE,{"deep":VALUE}],"again":{"y":VALUE,"rest":[{"deep":VALUE}],"list":[VALUE,{"deep":VALUE}]}}"""
            .Replace("VALUE", value, StringComparison.Ordinal);
        Assert.Equal(expected, await app.CallAsync(argument));
    }

    [Theory]
    [InlineData("1 + 1", """{"$numberInt":"2"}""")]
    [InlineData("x + x", """{"$numberInt":"14"}""")]
    [InlineData("2 ** 31", """{"$numberLong":"2147483648"}""")]
    [InlineData("2 ** 53 - 1", """{"$numberLong":"9007199254740991"}""")]
    [InlineData("2 ** 53", """{"$numberDouble":"9007199254740992.0"}""")]
    [InlineData("0.1 + 0.2", """{"$numberDouble":"0.30000000000000004"}""")]
    [InlineData("-0", """{"$numberDouble":"-0.0"}""")]
    [InlineData("parseInt(x)", """{"$numberInt":"7"}""")]
    [InlineData("typeof x", "\"number\"")]
    [InlineData("x.toFixed(2)", "\"7.00\"")]
    [InlineData("x === 7 && x == '7' && x < 8", "true")]
    [InlineData("BSON.Double(2)", """{"$numberDouble":"2.0"}""")]
    [InlineData("new BSON.Int32(2.7)", """{"$numberInt":"2"}""")]
    [InlineData("BSON.Long(5, 1)", """{"$numberLong":"4294967301"}""")]
    [InlineData("BSON.Long.fromString('-5')", """{"$numberLong":"-5"}""")]
    [InlineData("BSON.Long.fromString('9007199254740993') + 1", """{"$numberDouble":"9007199254740992.0"}""")]
    [InlineData("12345678901234567n", """{"$numberLong":"12345678901234567"}""")]
    [InlineData("new Date(5)", """{"$date":{"$numberLong":"5"}}""")]
    [InlineData("/a.b/gi", """{"$regularExpression":{"pattern":"a.b","options":"i"}}""")]
    [InlineData("new Uint8Array([1, 2, 3])", """{"$binary":{"base64":"AQID","subType":"00"}}""")]
    [InlineData("({ f() {}, a: 1, n: new Number(2), s: new String('t') })", """{"a":{"$numberInt":"1"},"n":{"$numberInt":"2"},"s":"t"}""")]
    [InlineData("'\\ud800'", "\"\uFFFD\"")]
    [InlineData("undefined", """{"$undefined":true}""")]
    [InlineData("[undefined, null, , 1]", """[{"$undefined":true},null,{"$undefined":true},{"$numberInt":"1"}]""")]
    public async Task Values_a_script_makes_leave_as(string expression, string expected)
    {
        var app = new FunctionFixture($"exports = x => {expression}");
        Assert.Equal(expected, await app.CallAsync("""{"$numberLong":"7"}"""));
    }

    [Fact]
    public async Task A_value_that_contains_itself_is_refused()
    {
        var app = new FunctionFixture("exports = () => { const a = {}; a.a = [a]; return a; }");
        Assert.Contains("contains itself", (await app.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_used_twice_is_sent_twice()
    {
        var app = new FunctionFixture("exports = () => { const a = {n: 1}; return [a, a]; }");
        Assert.Equal("""[{"n":{"$numberInt":"1"}},{"n":{"$numberInt":"1"}}]""", await app.CallAsync());
    }
}
