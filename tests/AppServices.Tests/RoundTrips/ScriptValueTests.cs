using System;
using System.Threading.Tasks;
using AppServices.Tests.Functions.Data;
using Xunit;

namespace AppServices.Tests.RoundTrips;

/// <summary>Values that JavaScript has and BSON has not, and the other way round: what becomes of them is fixed (docs/server.md).</summary>
public sealed class ScriptValueTests
{
    [Theory]
    // UTF-8 has no halves of surrogate pairs.
    [InlineData("{ _id: 1, v: '\\ud800x\\udc00' }", "{\"_id\":{\"$numberInt\":\"1\"},\"v\":\"\uFFFDx\uFFFD\"}")]
    [InlineData("{ _id: 1, ['\\ud800']: BSON.BSONSymbol('\\udc00') }", "{\"_id\":{\"$numberInt\":\"1\"},\"\uFFFD\":{\"$symbol\":\"\uFFFD\"}}")]
    [InlineData("{ _id: 1, v: BSON.Code('\\ud800'), w: new RegExp('\\ud800') }", "{\"_id\":{\"$numberInt\":\"1\"},\"v\":{\"$code\":\"\uFFFD\"},\"w\":{\"$regularExpression\":{\"pattern\":\"\uFFFD\",\"options\":\"\"}}}")]
    // BSON's undefined is JavaScript's, and that is stored as null.
    [InlineData("{ _id: 1, v: args[0].u, w: [undefined] }", """{"_id":{"$numberInt":"1"},"v":null,"w":[null]}""")]
    // The type of a number is kept until something is calculated.
    [InlineData("{ _id: 1, v: args[0].n, w: args[0].n + 1, x: args[0].d, y: args[0].d / 1, z: -0 }", """{"_id":{"$numberInt":"1"},"v":{"$numberLong":"7"},"w":{"$numberInt":"8"},"x":{"$numberDouble":"3.0"},"y":{"$numberInt":"3"},"z":{"$numberDouble":"-0.0"}}""")]
    // Names that are integers come first in any object of JavaScript.
    [InlineData("{ _id: 1, ...args[0].o }", """{"1":{"$numberInt":"1"},"2":{"$numberInt":"2"},"_id":{"$numberInt":"1"},"b":{"$numberInt":"3"}}""")]
    public async Task Is_stored_as(string document, string stored)
    {
        await using DataApp app = await DataApp.CreateAsync($"const d = {document}; await items.insertOne(d); const found = await items.findOne(); return found;");
        string result = await app.App.CallAsync("""{"u":{"$undefined":true},"n":{"$numberLong":"7"},"d":{"$numberDouble":"3.0"},"o":{"b":3,"2":2,"1":1}}""");
        Assert.Equal(stored, result);
    }

    [Theory]
    [InlineData("{ v: new RegExp('\\0') }", "a regular expression with a null character cannot be sent")]
    [InlineData("{ v: BSON.BSONRegExp('a\\0') }", "a regular expression may not contain a null character")]
    [InlineData("{ ['a\\0']: 1 }", "a property name with a null character cannot be sent")]
    public async Task Is_refused(string document, string message)
    {
        await using DataApp app = await DataApp.CreateAsync($"await items.insertOne({document});");
        Assert.Contains(message, (await app.App.FailAsync()).Message, StringComparison.Ordinal);
        Assert.Equal("", await app.IdsAsync());
    }
}
