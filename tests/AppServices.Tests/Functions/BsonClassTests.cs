using System.Threading.Tasks;
using Xunit;

namespace AppServices.Tests.Functions;

public sealed class BsonClassTests
{
    [Theory]
    [InlineData("new BSON.ObjectId('6650A1F2c3d4e5f6a7b8c9d0').toString()", "\"6650a1f2c3d4e5f6a7b8c9d0\"")]
    [InlineData("`${BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0')}`", "\"6650a1f2c3d4e5f6a7b8c9d0\"")]
    [InlineData("JSON.stringify({ id: BSON.ObjectID('6650a1f2c3d4e5f6a7b8c9d0') })", "\"{\\\"id\\\":\\\"6650a1f2c3d4e5f6a7b8c9d0\\\"}\"")]
    [InlineData("new BSON.ObjectId([102,80,161,242,195,212,229,246,167,184,201,208]).toHexString()", "\"6650a1f2c3d4e5f6a7b8c9d0\"")]
    [InlineData("new BSON.ObjectId().toString().length", """{"$numberInt":"24"}""")]
    [InlineData("new BSON.ObjectId().equals(new BSON.ObjectId())", "false")]
    [InlineData("BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0').equals(x)", "true")]
    [InlineData("x.equals('6650a1f2c3d4e5f6a7b8c9d0') && x != '1' && !x.equals(5) && !x.equals(null)", "true")]
    [InlineData("x instanceof BSON.ObjectId && !(x instanceof BSON.Long) && x.constructor === BSON.ObjectId", "true")]
    [InlineData("BSON.ObjectId() instanceof BSON.ObjectId", "true")]
    [InlineData("x.getTimestamp().toISOString()", "\"2024-05-24T14:19:30.000Z\"")]
    [InlineData("[BSON.ObjectId.isValid(x), BSON.ObjectId.isValid('zz')]", "[true,false]")]
    [InlineData("BSON.Decimal128.fromString('1.10').toString()", "\"1.10\"")]
    [InlineData("BSON.Decimal128('0.1')", """{"$numberDecimal":"0.1"}""")]
    [InlineData("BSON.Long.fromNumber(5).toNumber() + BSON.Int32(1) + BSON.Double(0.5)", """{"$numberDouble":"6.5"}""")]
    [InlineData("BSON.Long(-1, -1).equals(BSON.Long.fromString('-1'))", "true")]
    [InlineData("BSON.Binary.fromText('hé').toHex()", "\"68c3a9\"")]
    [InlineData("BSON.Binary.fromHex('0102ff').toBase64()", "\"AQL/\"")]
    [InlineData("BSON.Binary.fromBase64('aGk=').text()", "\"hi\"")]
    [InlineData("BSON.Binary.fromHex('01', 128)", """{"$binary":{"base64":"AQ==","subType":"80"}}""")]
    [InlineData("BSON.UUID('0f1e2d3c-4b5a-4968-8776-655443322110')", """{"$binary":{"base64":"Dx4tPEtaSWiHdmVUQzIhEA==","subType":"04"}}""")]
    [InlineData("String(BSON.UUID('0f1e2d3c-4b5a-4968-8776-655443322110'))", "\"0f1e2d3c-4b5a-4968-8776-655443322110\"")]
    [InlineData("BSON.UUID() instanceof BSON.Binary", "true")]
    [InlineData("BSON.BSONRegExp('^(?i)a', 'xi')", """{"$regularExpression":{"pattern":"^(?i)a","options":"ix"}}""")]
    [InlineData("new BSON.Timestamp({ t: 5, i: 4294967295 })", """{"$timestamp":{"t":5,"i":4294967295}}""")]
    [InlineData("[BSON.MinKey(), new BSON.MaxKey()]", """[{"$minKey":1},{"$maxKey":1}]""")]
    [InlineData("[BSON.BSONSymbol('s'), BSON.Code('f()')]", """[{"$symbol":"s"},{"$code":"f()"}]""")]
    [InlineData("EJSON.stringify({ a: 42, d: new Date(1), id: x })", "\"{\\\"a\\\":{\\\"$numberInt\\\":\\\"42\\\"},\\\"d\\\":{\\\"$date\\\":{\\\"$numberLong\\\":\\\"1\\\"}},\\\"id\\\":{\\\"$oid\\\":\\\"6650a1f2c3d4e5f6a7b8c9d0\\\"}}\"")]
    [InlineData("EJSON.parse('{\"a\":{\"$numberLong\":\"5\"},\"b\":[1,2.5]}')", """{"a":{"$numberLong":"5"},"b":[{"$numberInt":"1"},{"$numberDouble":"2.5"}]}""")]
    [InlineData("EJSON.parse({ a: { $numberLong: '5' } })", """{"a":{"$numberLong":"5"}}""")]
    [InlineData("EJSON.stringify(undefined)", """{"$undefined":true}""")]
    [InlineData("[btoa('hi'), atob('aGk='), atob('aGk')]", """["aGk=","hi","hi"]""")]
    public async Task A_script_reads(string expression, string expected)
    {
        var app = new FunctionFixture($"exports = x => {expression}");
        Assert.Equal(expected, await app.CallAsync("""{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}"""));
    }

    [Theory]
    [InlineData("BSON.ObjectId('12')")]
    [InlineData("BSON.ObjectId(5)")]
    [InlineData("BSON.Decimal128.fromString('x')")]
    [InlineData("BSON.Long.fromString('9223372036854775808')")]
    [InlineData("BSON.Binary.fromHex('0')")]
    [InlineData("BSON.Binary.fromBase64('aGk')")]
    [InlineData("BSON.UUID('0f1e')")]
    [InlineData("BSON.ObjectId.prototype.toString.call({})")]
    [InlineData("EJSON.parse('{')")]
    [InlineData("EJSON.parse('{\"$oid\":\"1\"}')")]
    [InlineData("btoa('€')")]
    [InlineData("atob('*')")]
    public async Task A_script_can_catch_the_error_of(string expression)
    {
        var app = new FunctionFixture($"exports = () => {{ try {{ {expression}; return 'no error'; }} catch (e) {{ return e instanceof Error; }} }}");
        Assert.Equal("true", await app.CallAsync());
    }
}
