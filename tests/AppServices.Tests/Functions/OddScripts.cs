using System.Linq;

namespace AppServices.Tests.Functions;

/// <summary>Functions as nobody should write them, whole files.</summary>
internal static class OddScripts
{
    private const string Collection = "context.services.get('mongodb-atlas').db('shop').collection('items')";
    private const string Revoked = "(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy; })()";
    private const string RevokedArray = "(() => { const p = Proxy.revocable([], {}); p.revoke(); return p.proxy; })()";
    private const string RevokedFunction = "(() => { const p = Proxy.revocable(() => 1, {}); p.revoke(); return p.proxy; })()";
    private const string Cycle = "(() => { const o = {}; o.o = [o]; return o; })()";
    private const string EndlessJson = "({ toJSON() { return { a: { toJSON: this.toJSON } }; } })";

    /// <summary>What is tried with each of them, one after the other.</summary>
    private static readonly string[] s_natives =
    [
        "Buffer.from(x)", "Buffer.from(x, x)", "Buffer.from('a', x)", "Buffer.alloc(2, x, x)", "Buffer.concat(x)", "Buffer.concat([x], x)", "Buffer.byteLength(x)", "Buffer.from('a').toString(x, x, x)",
        "Buffer.from('a').indexOf(x)", "Buffer.prototype.toString.call(x)", "Buffer.prototype.write.call(x, x, x)", "Buffer.from('a').readInt8(x)", "Buffer(x)", "new Buffer(x, x, x)", "btoa(x)", "atob(x)",
        "new URL(x)", "new URL(x, x)", "new URL('a', x)", "Object.assign(new URL('http://a'), { href: x })", "Object.assign(new URL('http://a'), { host: x, port: x, search: x, hash: x, pathname: x })",
        "URL.prototype.toString.call(x)", "new URLSearchParams(x).toString()", "new URLSearchParams([[x, x]]).get(x)", "new TextEncoder().encode(x)", "new TextEncoder().encodeInto(x, x)",
        "new TextDecoder(x)", "new TextDecoder('utf8', x)", "new TextDecoder().decode(x)", "new TextDecoder().decode(x, x)", "structuredClone(x)", "structuredClone([x, { x }, new Map([[x, x]])])", "process.nextTick(x, x)", "process.hrtime(x)",
        "utils.crypto.hash(x, x)", "utils.crypto.hash('md5', x)", "utils.crypto.hmac(x, x, 'sha1', 'hex')", "utils.crypto.encrypt('aes', x, x)", "utils.crypto.decrypt('aes', x, '0123456789abcdef')", "utils.crypto.sign('rsa', x, x, 'pss')",
        "utils.crypto.verify('rsa', x, x, x, 'pss')", "utils.jwt.encode('HS256', x, 'k', x)", "utils.jwt.encode('HS256', { x }, x)", "utils.jwt.encode(x, x, x)", "utils.jwt.decode(x, x, x, x)", "utils.jwt.decode('e30.e30.', x, x, [x])",
        "context.http.get(x)", "context.http.get({ url: x })", "context.http.post({ url: 'http://127.0.0.1:1', body: x })", "context.http.post({ url: 'http://127.0.0.1:1', body: x, encodeBodyAsJSON: x })",
        "context.http.post({ url: 'http://127.0.0.1:1', form: x })", "context.http.get({ host: x, path: x, query: x })", "context.http.get({ url: 'http://127.0.0.1:1', headers: x, cookies: x, authUrl: x, username: x, digestAuth: x, followRedirects: x })",
        "context.services.get(x)", "Object.assign(context, { x })", "Object.assign(console, x)", "Object.setPrototypeOf(context, x)", "Object.defineProperty(context, 'user', { get: () => x })", "Reflect.set(context, x, x)", "delete context[x]",
    ];

    /// <summary>Values that functions return, throw, print, store and ask for.</summary>
    public static string[] Values { get; } =
    [
        "({ a: { [Symbol.match]: true } })", "({ [Symbol.toStringTag]: 'Date', [Symbol.iterator]: 1, [Symbol.toPrimitive]: 1 })", "Symbol('s')", "Object(Symbol())",
        "[Symbol.iterator]", "2n ** 70n", "-(2n ** 63n) - 1n", "Object(1n)", "10n", "NaN", "-0", "1e308 * 10",
        Revoked, RevokedArray, RevokedFunction, "[" + Revoked + "]", "({ a: " + RevokedArray + " })",
        "new Proxy({ a: 1 }, {})", "new Proxy([1, 2], {})", "new Proxy(function () {}, {})", "new Proxy(new Date(), {})", "new Proxy(/a/, {})",
        "new Proxy(Promise.resolve(1), {})", "new Proxy(new Uint8Array(3), {})", "new Proxy(new Error('e'), {})", "new Proxy(new BSON.ObjectId(), {})",
        "new Proxy({}, { ownKeys() { return ['a', 'b']; } })", "new Proxy({}, { ownKeys() { return [Symbol.match, 'a', 'a']; } })",
        "new Proxy({}, { ownKeys() { return 7; } })", "new Proxy({ a: 1 }, { getOwnPropertyDescriptor() { return undefined; } })",
        "new Proxy({ a: 1 }, { getOwnPropertyDescriptor() { throw new Error('trap'); } })", "new Proxy({}, { getPrototypeOf() { throw 1; } })",
        "new Proxy({ a: 1 }, { get() { throw new Error('get'); } })", "new Proxy({}, { get(t, k) { return new Proxy({}, this); }, ownKeys() { return ['a']; }, "
            + "getOwnPropertyDescriptor() { return { value: 1, enumerable: true, configurable: true }; } })",
        "new Proxy([], { get(t, k) { return k === 'length' ? { valueOf() { throw 1; } } : 1; } })", "new Proxy([], { get(t, k) { return k === 'length' ? -1 : undefined; } })",
        "new Proxy({}, new Proxy({}, { get() { throw new Error('any trap'); } }))", "new Proxy(new Proxy(new Proxy({}, {}), {}), {})",
        "(() => { let p = {}; for (let i = 0; i < 2000; i++) p = new Proxy(p, {}); return p; })()",
        Cycle, "(() => { const a = []; a.push(a); return a; })()", "(() => { const o = { p: null }; o.p = Promise.resolve(o); return o; })()",
        EndlessJson, "({ toJSON: 1 })", "({ get toJSON() { throw new Error('no'); } })", "({ get a() { throw new Error('no'); } })", "({ get a() { return " + Cycle + "; } })",
        "(() => { let o = {}; for (let i = 0; i < 250; i++) o = { o }; return o; })()", "(() => { let o = 1; for (let i = 0; i < 101; i++) o = { o }; return o; })()",
        "(() => { let o = {}; for (let i = 0; i < 2000; i++) o = [o]; return o; })()",
        "new Array(4294967295)", "new Array(3)", "(() => { const a = [1]; a[100000] = 2; return a.length; })()", "(() => { const a = []; a[4294967290] = 1; return a; })()",
        "({ length: 4294967295, __proto__: Array.prototype })", "Object.assign([1, 2], { x: 1 })", "Object.create([1, 2])",
        "new Float64Array([1.5, NaN])", "new Uint8ClampedArray(2)", "new BigInt64Array(1)", "new DataView(new ArrayBuffer(2))", "new ArrayBuffer(4)",
        "(() => { const b = new ArrayBuffer(8); const a = new Uint8Array(b); if (b.transfer) b.transfer(); return [a, b]; })()",
        "(() => { const b = new ArrayBuffer(8, { maxByteLength: 16 }); const a = new Uint8Array(b, 4, 4); if (b.resize) b.resize(2); return [a, b]; })()",
        "(typeof SharedArrayBuffer === 'undefined' ? 1 : new SharedArrayBuffer(4))", "new Uint8Array(new ArrayBuffer(8), 3, 2)",
        "new Date(NaN)", "new Date(8640000000000000)", "new Date(-8640000000000000)", "Object.create(Date.prototype)", "Object.create(RegExp.prototype)", "Object.create(Promise.prototype)",
        "Object.defineProperty(/a/, 'flags', { get() { throw new Error('flags'); } })", "Object.defineProperty(/a/, 'source', { value: Symbol() })", "new RegExp('\\0')", "/(?<n>a)\\k<n>/dgimsuy",
        "new Map([[1, 2]])", "new Set([1])", "new WeakMap()", "new WeakRef({})", "(function* () { yield 1; })()", "(async function* () { yield 1; })()", "(function () { return arguments; })(1, 2)",
        "class A { static x = 1; #y = 2; }", "new (class A { #y = 2; })()", "new Error('e', { cause: 1 })", "new AggregateError([1], 'm')", "Object.assign(new Error(), { message: Symbol() })",
        "Object.defineProperty(new Error('m'), 'name', { get() { throw 1; } })", "Object.assign(new Error(), { name: {}, message: { toString() { throw 1; } } })", "Object.setPrototypeOf(new Error('m'), null)",
        "Object.create(null)", "new String('s')", "Object.assign(new String('s'), { toString: null, valueOf: null })", "new Number(1)", "new Boolean(false)", "globalThis", "context", "console", "BSON", "Math", "JSON",
        "Promise.reject(Symbol())", "Promise.reject(" + Revoked + ")", "Promise.resolve(" + Cycle + ")", "Promise.reject()", "({ then(r) { r(1); } })", "({ then() { throw Symbol(); } })", "({ get then() { throw new Error('then'); } })",
        "({ then: 1 })", "({ then(r) { r(this); } })", "(async () => { throw " + Revoked + "; })()", "[Promise.reject(1), Promise.reject(2)]", "({ '\\ud800': '\\udc00' })", "({ '': 1, '$a': 1, 'a.b': 1, '__proto__': 1 })",
        "({ 'a\\0': 1 })", "'a\\0b'", "new BSON.BSONRegExp('a\\0', 'zz\\0')", "new BSON.BSONSymbol('a\\0')", "new BSON.Code('\\0')", "new BSON.Timestamp({ t: -1, i: 1e99 })", "new BSON.Binary([1], 4)", "new BSON.Binary([300, 'x'], 999)",
        "BSON.Binary.fromHex('zz')", "BSON.Binary.fromBase64('*')", "BSON.Binary.fromText(Symbol())", "new BSON.Binary(new Array(100000))", "BSON.Long.fromString('99999999999999999999')", "BSON.Long.fromNumber(1e300)", "BSON.Long(NaN)",
        "BSON.Decimal128.fromString('1E+99999999999')", "BSON.Decimal128.fromString('1'.repeat(100))", "BSON.Decimal128.fromString(null)", "BSON.Int32(Symbol())", "BSON.Double('x')", "BSON.UUID(1)", "new BSON.UUID('x'.repeat(36))",
        "new BSON.ObjectId({ toString() { throw 1; } })", "new BSON.ObjectId('é'.repeat(24))", "BSON.ObjectId.prototype.toString.call(1)", "new (class X extends BSON.ObjectId {})()", "Reflect.construct(BSON.ObjectId, [], Object)",
        "BSON.ObjectId.prototype", "Object.create(new BSON.ObjectId())", "new BSON.ObjectId('ffffffffffffffffffffffff').getTimestamp()", "new BSON.MaxKey()", "[new BSON.MinKey(), BSON.Code]",
        "EJSON.parse('{\"$date\":{\"$numberLong\":\"9223372036854775807\"}}')", "EJSON.parse('{\"$regularExpression\":{\"pattern\":\"(\",\"options\":\"x\"}}')", "EJSON.parse('{\"$code\":\"x\",\"$scope\":{\"a\":1}}')",
        "EJSON.parse()", "EJSON.parse(Symbol())", "EJSON.parse('{\"a\\\\u0000\":1}')", "EJSON.stringify(" + Cycle + ")", "EJSON.stringify(2n ** 80n)", "EJSON.parse(" + Revoked + ")", "EJSON.stringify(" + EndlessJson + ")",
        Collection + ".find()", Collection + ".find({ $where: 1 })", "[" + Collection + ".find(), " + Collection + ".find()]", Collection, "context.services.get('mongodb-atlas').startSession()",
    ];

    /// <summary>What is done with each of those values; <c>v</c> stands for it.</summary>
    public static string[] Uses { get; } =
    [
        "exports = () => v;",
        "exports = async () => { throw v; };",
        "exports = () => { console.log(v, [v]); console.error('%s', v); return 1; };",
        "exports = async () => { const x = v; try { await " + Collection + ".insertOne({ v: x }); } finally { " + Collection + ".find(x); } };",
        "exports = async () => { const x = v; const c = " + Collection + "; await c.updateOne({ v: x }, x, x); await c.aggregate([x, { $match: x }], x).toArray(); };",
        "exports = async () => { const x = v; const all = []; for (const f of [" + string.Join(", ", s_natives.Select(native => "() => " + native)) + "]) { try { all.push(await f()); } catch (e) { all.push(1); } } return all.length; };",
        "exports = () => { const x = v; context.services.get('mongodb-atlas').db(x).collection(x); return [String(x), `${x}`, x + 1, +x, JSON.stringify(x)]; };",
    ];

    /// <summary>Whole files.</summary>
    public static string[] Files { get; } =
    [
        "exports = () => import('fs');", "exports = async () => { const fs = await import('fs'); return fs; };", "exports = () => { import('fs'); return 1; };", "exports = () => import(Symbol());",
        "exports = () => import('data:text/javascript,1');", "exports = () => import('./f.js').catch(e => e.message);", "exports = () => eval(\"import('fs')\");", "exports = () => new Function(\"return import('fs')\")();",
        "exports = () => require('fs');", "exports = () => module;", "exports = () => process.exit(1);", "exports = () => eval('(');", "exports = () => new Function('(', ')')();", "exports = () => eval('await 1');",
        "exports = () => eval('['.repeat(5000));", "exports = () => eval('('.repeat(5000));", "exports = () => eval('{'.repeat(5000));", "exports = () => eval('!'.repeat(5000) + '1');", "exports = () => eval('a=>'.repeat(2000) + '1');",
        "exports = () => eval('1+'.repeat(5000) + '1');", "exports = () => eval('x?'.repeat(2000));", "exports = () => eval('`${'.repeat(2000));", "exports = () => eval('if(1)'.repeat(2000) + ';');",
        "exports = () => new RegExp('('.repeat(2000));", "exports = () => new RegExp('('.repeat(2000) + ')'.repeat(2000)).test('a');", "exports = () => new RegExp('(?<a>b)(?<a>c)');", "exports = () => new RegExp('[z-a]');", "exports = () => new RegExp('a{2,1}');",
        "exports = () => new RegExp('a{99999999999}').test('a');", "exports = () => new RegExp('\\\\p{Foo}', 'u');", "exports = () => new RegExp('[\\\\p{L}--[a-z]]', 'v').test('é');", "exports = () => 'x'.match('(');", "exports = () => 'x'.replace(/x/, '$<a>$99');",
        "exports = () => new RegExp('(?<=(?<a>\\\\w){3})f').exec('abcdef');", "exports = () => /(?:)/[Symbol.replace]({ toString() { throw 1; } });", "exports = () => '\\ud800'.normalize('NFC');", "exports = () => '\\ud800'.normalize('bad');",
        "exports = () => '\\ud800'.localeCompare('\\udc00', 'xx-invalid', { sensitivity: 'no' });", "exports = () => (1.5).toLocaleString('x'.repeat(1000));", "exports = () => new Date().toLocaleDateString('zz-ZZ-x-y', { timeZone: 'No/Where' });",
        "exports = () => typeof Intl === 'undefined' ? 1 : new Intl.DateTimeFormat('xx', { timeZone: 'x' }).format(1e99);", "exports = () => typeof Intl === 'undefined' ? 1 : new Intl.NumberFormat('en', { style: 'currency', currency: 'x' });",
        "exports = () => 'i'.toLocaleUpperCase('\\0');", "exports = () => (1).toFixed(101);", "exports = () => (1e21).toPrecision(0);", "exports = () => (255).toString(99);", "exports = () => new Date(1e99).toISOString();", "exports = () => [new Date(8640000000000000).toString(), new Date(-8640000000000000).toLocaleString()];",
        "exports = () => Date.UTC(1e99, 1e99, 1e99);", "exports = () => new Date(99999, 99999, 99999, 99999).getTime();", "exports = () => Date.parse('9'.repeat(1000));", "exports = () => new Date('+275760-09-13T00:00:00.001Z').getTime();", "exports = () => Date.parse('Tue Mar 99 2026 25:61:61 GMT+9999');",
        "exports = () => String.fromCodePoint(0x110000);", "exports = () => 'a'.repeat(-1);", "exports = () => decodeURIComponent('%E0%A4%A');", "exports = () => encodeURIComponent('\\ud800');", "exports = () => 'a'.padEnd(2 ** 31);", "exports = () => 'a'.at(1e99);",
        "exports = () => new Array(-1);", "exports = () => Array.from({ length: 2 ** 53 });", "exports = () => new Uint8Array(2 ** 31 + 8);", "exports = () => new Uint8Array(-1);", "exports = () => new Float64Array(new ArrayBuffer(8), 3);", "exports = () => [].concat(new Array(4294967295), [1]);",
        "exports = () => [3, 1].sort(() => { throw 1; });", "exports = () => [3, 1].sort(Symbol());", "exports = () => [1, 2, 3].sort((a, b) => NaN);", "exports = () => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18].sort(() => Math.random() - 0.5).length;",
        "exports = () => { const a = [[]]; let b = a; for (let i = 0; i < 2000; i++) { const c = []; b.push(c); b = c; } return a.flat(Infinity).length; };", "exports = () => { let a = []; for (let i = 0; i < 2000; i++) a = [a]; return a + ''; };",
        "exports = () => { let a = []; for (let i = 0; i < 2000; i++) a = { a }; return JSON.stringify(a); };", "exports = () => JSON.parse('{\"a\":'.repeat(2000));", "exports = () => JSON.parse('\\ud800');", "exports = () => JSON.stringify({ a: 1n });",
        "exports = () => JSON.stringify({}, null, { valueOf() { throw 1; } });", "exports = () => JSON.parse('[1]', () => { throw new Error('reviver'); });", "exports = () => Object.defineProperty([], 'length', { value: -1 });", "exports = () => Object.defineProperty({}, 'a', 1);",
        "exports = () => Reflect.ownKeys(1);", "exports = () => Reflect.construct(1);", "exports = () => Reflect.apply(() => 1, null, { length: 2 ** 32 });", "exports = () => Math.max.apply(null, new Array(100000));", "exports = () => String.fromCharCode.apply(null, { length: 1e5 }).length;",
        "exports = () => Function.prototype.toString.call(1);", "exports = () => BigInt(1.5);", "exports = () => BigInt('x');", "exports = () => 2n ** -1n;", "exports = () => 1n / 0n;", "exports = () => 2n ** (2n ** 40n);", "exports = () => 1n << (2n ** 40n);", "exports = () => BigInt.asIntN(2 ** 53 - 1, 1n);", "exports = () => BigInt.asUintN(2 ** 53 - 1, -1n);",
        "exports = () => typeof Atomics === 'undefined' ? 1 : Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);", "exports = () => new Proxy(1, {});", "exports = () => new WeakMap([[1, 2]]);", "exports = () => new Promise();", "exports = () => Promise.all(1);", "exports = () => Promise.any([]);",
        "exports = () => new Promise(() => {});", "exports = () => { const p = new Promise(r => setTimeout(() => r(p), 1)); return p; };", "exports = async () => { for await (const x of [Promise.reject(1)]); };", "exports = async function* () { yield 1; };", "exports = function* () { yield 1; };",
        "exports = () => { setTimeout(() => { throw new Error('late'); }, 1); return new Promise(r => setTimeout(r, 5)); };", "exports = () => setTimeout(1);", "exports = () => setTimeout(() => 1, Symbol());", "exports = () => { setTimeout(() => 1, -Infinity); setInterval(() => 1, NaN); return clearTimeout({}); };",
        "exports = () => clearTimeout(NaN);", "exports = () => clearInterval(2 ** 60);", "exports = () => atob('*');", "exports = () => btoa('\\u0100');", "exports = () => atob(Symbol());", "exports = () => context.functions.execute();", "exports = () => context.functions.execute(Symbol());",
        "exports = () => context.functions.execute({ toString() { throw 1; } });", "exports = () => context.values.get(Symbol());", "exports = () => context.services.get();", "exports = () => context.services.get('mongodb-atlas').db();", "exports = () => context.functions.execute.apply(null, new Array(100000));",
        "Promise.prototype.then = null; exports = async () => 1;", "globalThis.Promise = null; exports = async () => { await null; return 1; };", "Object.prototype.then = r => r(7); exports = async () => ({ a: {} });", "Array.prototype.toJSON = 1; Object.prototype.toJSON = () => { throw 1; }; exports = () => { console.log([{}]); throw [{}]; };",
        "Error.prototype.name = Symbol(); exports = () => { throw new Error('x'); };", "Error.prepareStackTrace = () => { throw 1; }; exports = () => new Error('x').stack;", "Object.defineProperty(Object.prototype, 'length', { get() { throw 1; } }); exports = () => ({ a: {} });",
        "Object.defineProperty(Array.prototype, '0', { set() { throw new Error('set'); } }); exports = () => [1].map(x => x);", "delete globalThis.Symbol; delete globalThis.Object; exports = () => [1];", "Object.prototype.get = () => { throw 1; }; exports = () => Object.defineProperty({}, 'a', { value: 1 });",
        "exports = () => { throw undefined; };", "exports = class { constructor() { throw 1; } };", "exports = Symbol;", "exports = Proxy;", "exports = Date;", "exports = BSON.ObjectId;", "exports = BSON.Binary;", "exports = eval;", "exports = Function;", "exports = context.functions.execute;", "exports = console.log;", "exports = new Proxy(() => 1, { apply() { throw 1; } });",
        "exports = " + Revoked + ";", "exports = " + RevokedFunction + ";", "exports = Function.prototype;", "exports = Math.max.bind(null, 1);", "throw Symbol(); exports = 1;", "exports = 7;", "exports = null;", "exports = { default: () => 1 };", "exports = exports;", "var exports = () => 1;", "let { x: exports } = { x: 1 };",
        "exports = () => " + Collection + ".find({}).limit('x').skip(Infinity).sort(1).toArray();", "exports = () => " + Collection + ".find({}).limit(-1e99).skip(NaN).toArray();", "exports = () => " + Collection + ".find({}).forEach();", "exports = () => " + Collection + ".find({}).forEach(() => { throw Symbol(); });",
        "exports = () => " + Collection + ".bulkWrite([{}]);", "exports = () => " + Collection + ".bulkWrite([{ insertOne: { document: {}, upsert: {} } }, { updateOne: { filter: 1, update: 2 } }]);", "exports = () => " + Collection + ".bulkWrite([{ updateOne: { update: null, upsert: 'x', arrayFilters: 1 } }]);",
        "exports = () => " + Collection + ".distinct(Symbol());", "exports = () => " + Collection + ".distinct('a\\0');", "exports = () => " + Collection + ".distinct('');", "exports = () => " + Collection + ".aggregate('x');", "exports = () => " + Collection + ".aggregate([null]);", "exports = () => " + Collection + ".insertMany([1]);",
        "exports = () => " + Collection + ".updateOne({}, { $set: { 'a\\0': 1 } });", "exports = () => " + Collection + ".find({}, { session: 1 });", "exports = () => " + Collection + ".find.call(1).toArray.call(2);", "exports = () => { const c = " + Collection + ".find(); return Promise.all([c.next(), c.toArray(), c.next()]); };",
        "exports = async () => { const s = context.services.get('mongodb-atlas').startSession(); s.startTransaction(); s.startTransaction(); };", "exports = async () => { const s = context.services.get('mongodb-atlas').startSession(); await s.commitTransaction(); };", "exports = () => context.services.get('mongodb-atlas').startSession().withTransaction(1);",
        "exports = async () => { const s = context.services.get('mongodb-atlas').startSession(); s.startTransaction(); await s.abortTransaction(); await " + Collection + ".insertOne({ a: 1 }, { session: s }); return s; };", "exports = () => context.services.get('mongodb-atlas').db('a').aggregate([{ $listSessions: 1 }]).toArray();",
        "exports = () => { for (let i = 0; i < 2000; i++) " + Collection + ".findOne({}); };", "exports = () => { const d = " + Collection + "; return Promise.allSettled([d.insertOne(), d.insertOne(1), d.insertMany(), d.updateOne(), d.deleteOne(1), d.findOneAndUpdate(), d.count(1), d.findOne(1)]); };",
    ];
}
