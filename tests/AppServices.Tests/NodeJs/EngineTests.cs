using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Tests.Functions;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.NodeJs;

/// <summary>Both engines agree: results with their types, errors, and what is seen of the app. Source: app-folder 4.</summary>
public sealed class EngineTests(EngineApps apps) : IClassFixture<EngineApps>
{
    private const string Self = FunctionFixture.UserId;

    // The function, its arguments, and what comes of it: Extended JSON, or the code and message of the error.
    private static readonly (string Source, string Arguments, string Expected)[] s_cases =
    [
        ("() => {}", "[]", Undefined),
        ("() => ({ a: undefined, b: null })", "[]", $$$"""{"a":{{{Undefined}}},"b":null}"""),
        ("() => [1, 2147483647, 2147483648, -2147483649]", "[]", """[{"$numberInt":"1"},{"$numberInt":"2147483647"},{"$numberLong":"2147483648"},{"$numberLong":"-2147483649"}]"""),
        ("() => [2**53-1, 2**53, 1e20, 1.5, -0, NaN, Infinity, 5n]", "[]", """[{"$numberLong":"9007199254740991"},{"$numberDouble":"9007199254740992.0"},{"$numberDouble":"1E+20"},{"$numberDouble":"1.5"},{"$numberDouble":"-0.0"},{"$numberDouble":"NaN"},{"$numberDouble":"Infinity"},{"$numberLong":"5"}]"""),
        ("() => 2n ** 70n", "[]", "FunctionExecutionError: TypeError: a BigInt that does not fit 64 bits cannot be sent"),
        ("x => x", """[{"$numberDouble":"3.0"}]""", """{"$numberDouble":"3.0"}"""),
        ("x => x", """[{"$numberLong":"5"}]""", """{"$numberLong":"5"}"""),
        ("x => x", """[{"a":{"$numberDouble":"3.0"},"b":[{"$numberLong":"5"}],"c":{"$numberInt":"3"}}]""", """{"a":{"$numberDouble":"3.0"},"b":[{"$numberLong":"5"}],"c":{"$numberInt":"3"}}"""),
        ("x => ({ ...x, k: 1 })", """[{"a":{"$numberDouble":"3.0"}}]""", """{"a":{"$numberDouble":"3.0"},"k":{"$numberInt":"1"}}"""),
        ("({ a }, ...r) => [a, r.length]", """[{"a":{"$numberLong":"9007199254740993"}},1,2]""", """[{"$numberLong":"9007199254740993"},{"$numberInt":"2"}]"""),
        ("x => x", $"[{AllTypes}]", AllTypes),
        ("x => Object.keys(x).map(key => Object.prototype.toString.call(x[key]) && typeof x[key]).join()", $"[{AllTypes}]", "\"object,object,object,object,object,object,object,object,object,object,object,object,boolean,string,object,object,undefined\""),
        ("x => x", """[{"_bsontype":"MaxKey"}]""", """{"_bsontype":"MaxKey"}"""),
        ("x => ({ x, text: EJSON.stringify(x), isId: BSON.ObjectId.isValid(x.a) })", """[{"a":{"_bsontype":"ObjectId","id":"0123456789ab"}}]""", """{"x":{"a":{"_bsontype":"ObjectId","id":"0123456789ab"}},"text":"{\"a\":{\"_bsontype\":\"ObjectId\",\"id\":\"0123456789ab\"}}","isId":false}"""),
        ("x => Object.assign(new (class Order {})(), x)", """[{"_bsontype":"Order","value":"5"}]""", """{"_bsontype":"Order","value":"5"}"""),
        ("x => { const copy = structuredClone(x); return [copy, copy !== x, copy.g instanceof BSON.Binary] }", $"[{AllTypes}]", $"[{AllTypes},true,true]"),
        ("() => ({ a: Promise.resolve(1), b: [Promise.resolve({ c: Promise.resolve(2) })] })", "[]", """{"a":{"$numberInt":"1"},"b":[{"c":{"$numberInt":"2"}}]}"""),
        ("() => ({ a: Promise.reject(new TypeError('no')) })", "[]", "FunctionExecutionError: TypeError: no"),
        ("() => ({ then(r) { r(7) } })", "[]", """{"$numberInt":"7"}"""),
        ("() => ({ a: { then(r) { r(7) } } })", "[]", """{"a":{}}"""),
        ("() => { throw 'text' }", "[]", "FunctionExecutionError: text"),
        ("() => { throw { a: 1 } }", "[]", "FunctionExecutionError: {\"a\":1}"),
        ("() => { throw null }", "[]", "FunctionExecutionError: null"),
        ("() => { throw undefined }", "[]", "FunctionExecutionError: undefined"),
        ("() => { throw new RangeError() }", "[]", "FunctionExecutionError: RangeError"),
        ("() => { throw Symbol('s') }", "[]", "FunctionExecutionError: Symbol(s)"),
        ("() => { throw new (class extends Error { constructor(m) { super(m); this.name = 'MyError' } })('m') }", "[]", "FunctionExecutionError: MyError: m"),
        ("() => { throw { toJSON() { throw 1 } } }", "[]", "FunctionExecutionError: an error that cannot be shown was thrown"),
        ("() => nope", "[]", "FunctionExecutionError: ReferenceError: nope is not defined"),
        ("function f() { return f() + 1 }", "[]", "FunctionExecutionError: RangeError: Maximum call stack size exceeded"),
        ("5", "[]", "FunctionExecutionError: Error: function 'f' assigns no function to exports"),
        ("() => { try { context.functions.execute('none') } catch (e) { return [e instanceof Error, e.message] } }", "[]", """[true,"function not found"]"""),
        ("() => { try { context.functions.execute('bad') } catch (e) { return e.message } }", "[]", "\"function 'bad' cannot run: bad.js:1:12: Unexpected end of input\""),
        ("() => { const r = context.functions.execute('callee', 1); return [r.f(), r.d instanceof Date] }", "[]", """[{"$numberInt":"2"},true]"""),
        ("() => { const p = context.functions.execute('later', 4); return [p instanceof Promise, p] }", "[]", """[true,{"$numberInt":"8"}]"""),
        ("() => context.functions.execute('system')", "[]", $"[true,\"{Self}\"]"),
        ("() => [context.runningAsSystem(), context.functions.execute('asked', context.user.id), context.functions.execute('asked', 'system')]", "[]", "[false,false,true]"),
        ("() => context.functions.execute('asked', 7)", "[]", "FunctionExecutionError: Error: run_as_user_id_script_source of function 'asked' must return a user id or {runAsSystem: true} and nothing else"),
        ("() => { leaked = 5; return leaked }", "[]", """{"$numberInt":"5"}"""),
        ("() => typeof leaked", "[]", "\"undefined\""),
        ("() => { shared = 3; return context.functions.execute('reads') }", "[]", """[{"$numberInt":"3"},"undefined"]"""),
        ("() => { String.prototype.zz = 1; return typeof 'a'.zz }", "[]", "\"number\""),
        ("() => typeof 'a'.zz", "[]", "\"undefined\""),
        ("() => later(); const later = () => 9", "[]", """{"$numberInt":"9"}"""),
        ("function () { return [this === globalThis, typeof module] }", "[]", "[true,\"undefined\"]"),
        ("() => [/a/gim, new RegExp('x', 'u')]", "[]", """[{"$regularExpression":{"pattern":"a","options":"im"}},{"$regularExpression":{"pattern":"x","options":""}}]"""),
        ("() => [new Uint8Array([1, 2]), new ArrayBuffer(2), Buffer.from('a')]", "[]", """[{"$binary":{"base64":"AQI=","subType":"00"}},{"$binary":{"base64":"AAA=","subType":"00"}},{"$binary":{"base64":"YQ==","subType":"00"}}]"""),
        ("() => [new Map([[1, 2]]), new Set([1]), new Float32Array([1.5]), new Error('x'), new Date(NaN), new Number(3), { m() {} }, [() => 1, undefined, Symbol('x')]]", "[]", $$$"""[{},{},{"0":{"$numberDouble":"1.5"}},{},null,{"$numberInt":"3"},{},[{{{Undefined}}},{{{Undefined}}},{{{Undefined}}}]]"""),
        ("() => { const a = {}; a.a = a; return a }", "[]", "FunctionExecutionError: TypeError: the value contains itself and cannot be sent"),
        ("() => { let a = 1; for (let i = 0; i < 201; i++) a = [a]; return a }", "[]", "FunctionExecutionError: TypeError: the value is nested deeper than 200 levels"),
        ("() => ({ 'a\\0b': 1 })", "[]", "FunctionExecutionError: TypeError: a property name with a null character cannot be sent"),
        ("() => ['\\ud800', { '\\udc00': 1 }]", "[]", "[\"\ufffd\",{\"\ufffd\":{\"$numberInt\":\"1\"}}]"),
        ("() => { const id = BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0'); return [id instanceof BSON.ObjectId, `${id}`, JSON.stringify({ o: id, l: BSON.Long(5), d: BSON.Decimal128('1.5') })] }", "[]", """[true,"6650a1f2c3d4e5f6a7b8c9d0","{\"o\":\"6650a1f2c3d4e5f6a7b8c9d0\",\"l\":\"5\",\"d\":{\"$numberDecimal\":\"1.5\"}}"]"""),
        ("() => ['1.50', '-0', '1E+3', '1e-7', '9999999999999999999999999999999999', 'Infinity', 'NaN', '0.00001'].map(t => BSON.Decimal128.fromString(t).toString())", "[]", """["1.50","-0","1E+3","1E-7","9999999999999999999999999999999999","Infinity","NaN","0.00001"]"""),
        ("() => EJSON.stringify({ answer: 42, d: new Date(0), x: 1.5, s: [1e-5, 1e15, 123456789012345680] })", "[]", """
            "{\"answer\":{\"$numberInt\":\"42\"},\"d\":{\"$date\":{\"$numberLong\":\"0\"}},\"x\":{\"$numberDouble\":\"1.5\"},\"s\":[{\"$numberDouble\":\"1E-05\"},{\"$numberLong\":\"1000000000000000\"},{\"$numberDouble\":\"1.2345678901234568E+17\"}]}"
            """),
        ("x => EJSON.parse(EJSON.stringify(x))", $"[{AllTypes}]", AllTypes),
        ("() => { try { EJSON.parse('{\"$oid\":1}') } catch (e) { return e.message.startsWith('EJSON.parse: the value of $oid is not valid') } }", "[]", "true"),
        ("() => new Promise(() => {})", "[]", "ExecutionTimeLimitExceeded: execution time limit exceeded: the function waits for a promise that nothing can settle any more"),
        ("() => { try { context.services.get('none').db('x') } catch (e) { return e.name } }", "[]", "\"TypeError\""),
        ("() => { context.values.get('prices').nuts = 1; return [context.values.get('prices').nuts, context.values.get('none') === undefined] }", "[]", """[{"$numberDouble":"0.25"},true]"""),
        ("() => [context.user, context.request, context.environment, context.app.name]", "[]", """[{"id":"6650a1f2c3d4e5f6a7b8c9d0","type":"normal","data":{"email":"a@example.com"},"custom_data":{"level":{"$numberInt":"3"}},"identities":[{"id":"i1","provider_type":"local-userpass"}]},{"remoteIPAddress":"127.0.0.1","requestHeaders":{"X-Key":["abc"],"User-Agent":["test"]},"rawQueryString":"a=1","httpMethod":"POST","httpUserAgent":"test"},{"tag":"testing","values":{"limit":{"$numberInt":"5"}}},"shop"]"""),
        ("() => { context.mine = 1; return [context.functions.execute('callee', 1).f(), context.mine, Object.keys(context).includes('mine')] }", "[]", """[{"$numberInt":"2"},{"$numberInt":"1"},true]"""),
        ("async () => { const seen = []; setTimeout(x => seen.push(x), 1, 'a'); await new Promise(r => setTimeout(r, 5)); clearTimeout(setTimeout(() => seen.push('b'), 1)); return seen }", "[]", "[\"a\"]"),
        ("async () => { const t = setInterval(() => {}, 1); await new Promise(r => setImmediate(r)); return typeof t }", "[]", "\"number\""),
        ("() => setTimeout(1, 2)", "[]", "FunctionExecutionError: TypeError: a timer needs a function to call"),
        ("() => [utils.crypto.hash('sha256', 'a').toHex().slice(0, 8), utils.crypto.hmac('a', 'k', 'sha256', 'hex').slice(0, 8), utils.jwt.decode(utils.jwt.encode('HS256', { a: 1 }, 'k'), 'k')]", "[]", """["ca978112","78da9151",{"a":{"$numberDouble":"1.0"}}]"""),
        ("() => utils.crypto.hash('sha3', 'a')", "[]", "FunctionExecutionError: TypeError: utils.crypto.hash knows sha1, sha256 and md5, not 'sha3'"),
        ("() => process.exit(1)", "[]", "FunctionExecutionError"),
        ("() => { const require = 1, BSON = 2, utils = 3, context = 4; return require + BSON + utils + context }", "[]", """{"$numberInt":"10"}"""),
        ("async function () { 'use strict'; return this === undefined }", "[]", "true"),
    ];

    private const string Undefined = """{"$undefined":true}""";

    private const string AllTypes =
        """{"a":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"b":{"$numberDecimal":"1.50"},"c":{"$date":{"$numberLong":"8640000000000001"}},"d":{"$date":{"$numberLong":"-1"}},"e":{"$regularExpression":{"pattern":"(?i)a(","options":"x"}},"f":{"$regularExpression":{"pattern":"a","options":"ix"}},"g":{"$binary":{"base64":"AQI=","subType":"80"}},"h":{"$binary":{"base64":"AAAAAAAAAAAAAAAAAAAAAA==","subType":"04"}},"i":{"$timestamp":{"t":4294967295,"i":1}},"j":{"$minKey":1},"k":{"$maxKey":1},"l":{"$numberLong":"9223372036854775807"},"m":true,"n":"é\uD83D\uDE00","o":{"$code":"f","$scope":{"a":{"$numberInt":"1"}}},"p":{"$symbol":"s"},"q":{"$undefined":true}}""";

    /// <summary>The sources of the functions, in the order of the cases.</summary>
    internal static IReadOnlyList<string> Sources => [.. s_cases.Select(one => $"exports = {one.Source};")];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Both_engines_agree(int index)
    {
        (string source, string arguments, string expected) = s_cases[index];
        expected = expected.Trim().Replace("function 'f'", $"function 'f{index}'", StringComparison.Ordinal);
        BsonValue[] given = [.. FunctionFixture.Parse(arguments).AsBsonArray];
        if (expected == "FunctionExecutionError")
        {
            Assert.StartsWith(expected, await RunAsync(apps.Jint, index, given), StringComparison.Ordinal);
            Assert.StartsWith(expected, await RunAsync(apps.Node, index, given), StringComparison.Ordinal);
            return;
        }
        Assert.Equal($"{source}: {expected}", $"{source}: {await RunAsync(apps.Jint, index, given)}");
        Assert.Equal($"{source}: {expected}", $"{source}: {await RunAsync(apps.Node, index, given)}");
    }

    private static async Task<string> RunAsync(FunctionFixture app, int index, BsonValue[] arguments)
    {
        try
        {
            return FunctionFixture.Text(await app.CallAsync($"f{index}", arguments));
        }
        catch (FunctionException error)
        {
            return $"{error.Code}: {error.Message}";
        }
    }
}
