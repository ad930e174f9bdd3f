using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Functions.Realm;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Functions;

/// <summary>
/// What the engine does natively keeps to a call's limits, too. Alone, because whether a call holds too much is read off the growth of the
/// process; bounds are far above what calls take, and far below what they would take without limits.
/// </summary>
[Collection(nameof(MemoryLimitTests))]
public sealed class NativeLimitTests
{
    private const long Megabyte = 1024 * 1024;
    private const int MostMilliseconds = 8000;
    private const long MostBytes = 900 * Megabyte;

    private static readonly FunctionLimits s_limits = new() { Time = TimeSpan.FromMilliseconds(400), MemoryBytes = 48 * Megabyte };

    [Theory]
    // results
    [InlineData("() => { const a = []; a.length = 15999999; return a; }")]
    [InlineData("() => new Array(15999999)")]
    [InlineData("() => new Array(3000000).fill(1)")]
    [InlineData("() => ({ a: { b: new Array(15999999) } })")]
    [InlineData("() => new Float64Array(5000000)")]
    [InlineData("() => { const s = 'x'.repeat(1000000); return Array.from({ length: 100 }, () => s); }")]
    [InlineData("() => { let o = { n: 1 }; for (let i = 0; i < 40; i++) o = { l: o, r: o }; return o; }")]
    [InlineData("() => new Proxy([], { get: (t, k) => k === 'length' ? 4294967295 : 1 })", true)]
    [InlineData("() => new Proxy({}, { ownKeys: () => { for (;;) {} } })")]
    [InlineData("() => { const a = []; for (let i = 0; i < 100000; i++) Object.defineProperty(a, i, { get() { for (;;) {} } }); return a; }")]
    [InlineData("() => { throw { toJSON() { for (;;) {} } }; }")]
    [InlineData("() => { throw { toJSON() { return 'x'.repeat(5e7); } }; }")]
    [InlineData("() => EJSON.stringify(new Array(15999999))")]
    [InlineData("() => console.log(new Array(15999999))")]
    // texts
    [InlineData("() => 'a'.repeat(1e7).match(/a/g).length")]
    [InlineData("() => 'a'.repeat(1e7)[Symbol.iterator] && 'a'.repeat(1e7).match(/(?:)/g).length")]
    [InlineData("() => /a/g[Symbol.match]('a'.repeat(1e7)).length")]
    [InlineData("() => [...'a'.repeat(1e7).matchAll(/a/g)].length")]
    [InlineData("() => 'a'.repeat(1e7).split('').length")]
    [InlineData("() => 'a'.repeat(1e7).split(/(?:)/).length")]
    [InlineData("() => [...'a'.repeat(1e7)].length")]
    [InlineData("() => Array.from('a'.repeat(1e7)).length")]
    [InlineData("() => 'a'.repeat(1e6).replace(/a/g, 'b'.repeat(1e4)).length")]
    [InlineData("() => 'a'.repeat(1e6).replaceAll('a', 'b'.repeat(1e4)).length")]
    [InlineData("() => 'a'.repeat(1e6).replaceAll('', 'b'.repeat(1e4)).length")]
    [InlineData("() => 'a'.repeat(1e6).replaceAll('a', '$`').length")]
    [InlineData("() => 'a'.repeat(1e6).replaceAll('a', '$\\'').length")]
    [InlineData("() => 'ab'.repeat(5e5).replaceAll('b', '$$`$`').length")]
    [InlineData("() => 'a'.repeat(1e6).replace(/a/g, '$`').length")]
    [InlineData("() => 'a'.repeat(1e6).replace(/a/g, () => 'b'.repeat(1e4)).length")]
    [InlineData("() => 'x'.repeat(5e8)")]
    [InlineData("() => 'x'.padStart(5e8)")]
    [InlineData("() => 'x'.padEnd('5e8')")]
    [InlineData("() => { let s = 'x'; for (;;) s += s; }")]
    [InlineData("() => { let s = 'x'; const all = []; for (;;) all.push((s += 'y'.repeat(1e5)).toUpperCase()); }")]
    [InlineData("() => 'é'.repeat(1e7).normalize('NFD').length")]
    [InlineData("() => { const s = 'a' + '\\u0301\\u0323'.repeat(300000); for (;;) s.normalize('NFD'); }")]
    [InlineData("() => { let s = 'x'.repeat(1e7); return [s.toUpperCase(), s.concat('y'), s.toLowerCase(), s.normalize('NFKD')].length; }")]
    [InlineData("() => new Array(1e6).fill('x'.repeat(1e5)).join('').length")]
    [InlineData("() => new Array(1e6).join('x'.repeat(1e5)).length")]
    [InlineData("() => String(new Array(1e6).fill('x'.repeat(1e5))).length")]
    [InlineData("() => JSON.stringify(new Array(1e6).fill('x'.repeat(1e5))).length")]
    [InlineData("() => encodeURIComponent('\\u20ac'.repeat(2e7)).length")]
    [InlineData("() => btoa('x'.repeat(2e7)).length")]
    [InlineData("() => Object.keys('x'.repeat(1e7)).length")]
    [InlineData("() => Object.entries(new Uint8Array(1e7)).length")]
    [InlineData("() => ({}).constructor.keys('x'.repeat(1e7)).length")]
    [InlineData("() => { globalThis.Object = 0; return [].__proto__.__proto__.constructor.entries('x'.repeat(1e7)).length; }")]
    [InlineData("() => Object.getOwnPropertyDescriptors(globalThis).Object.value.values('x'.repeat(1e7)).length")]
    [InlineData("() => Object.getOwnPropertyDescriptor(Object.prototype, 'constructor').value.assign({}, 'x'.repeat(1e7))")]
    [InlineData("() => new (Object.getOwnPropertyDescriptors(globalThis).Float64Array.value)(2e9).length")]
    [InlineData("() => (1n).constructor.asUintN(1e9, -1n) % 7n")]
    [InlineData("() => Reflect.ownKeys('x'.repeat(1e7)).length", true)]
    [InlineData("() => '((((((((((((((((((((((x'.repeat(20).match(/((a*)*)*b/)", true)]
    [InlineData("() => /^(a+)+$/.test('a'.repeat(40) + 'b')")]
    [InlineData("() => 'a'.repeat(50000).search(/(a*)*b/)")]
    // arrays
    [InlineData("() => { const a = []; a.length = 15999999; return a.indexOf(1) + a.join().length; }")]
    [InlineData("() => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)", true)]
    [InlineData("() => Array.prototype.reverse.call({ length: 2 ** 53 - 1 })")]
    [InlineData("() => Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 1)")]
    [InlineData("() => Array.prototype.slice.call({ length: 2 ** 53 - 1 }, 0, 2 ** 31).length", true)]
    [InlineData("() => Array.from({ length: 2 ** 32 }).length", true)]
    [InlineData("() => Array.from({ length: 15000000 }, () => ({})).length")]
    [InlineData("() => { const a = new Array(1e6).fill(1); let b = a; for (let i = 0; i < 10; i++) b = [b, b]; return b.flat(20).length; }")]
    [InlineData("() => { const a = new Array(4e6).fill(1); return [a.concat(a), a.slice(), a.map(x => x), [...a, ...a]].length; }")]
    [InlineData("() => { const a = []; for (;;) a.push(...new Array(1000).fill(1)); }")]
    [InlineData("() => { const f = function* () { for (;;) yield 1; }; return [...f()].length; }")]
    [InlineData("() => Math.max(...{ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }) }) })")]
    [InlineData("() => Math.max.apply(null, { length: 1e9 })", true)]
    [InlineData("() => new Map({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: [{}, 1] }) }) })")]
    // bytes
    [InlineData("() => [new ArrayBuffer(1e9), new ArrayBuffer(1e9), new ArrayBuffer(1e9)].length")]
    [InlineData("() => new Uint8Array(2e9).length")]
    [InlineData("() => new Float64Array(2e8).length")]
    [InlineData("() => new Float64Array({ length: 1e8 }).length")]
    [InlineData("() => Uint8Array.from({ length: 2e9 }).length")]
    [InlineData("() => new (class extends Uint8Array {})(2e9).length")]
    [InlineData("() => new Uint8Array(1).constructor.prototype.constructor(5) || new (new Uint8Array(1).constructor)(2e9)", true)]
    [InlineData("() => Buffer.alloc(2e9).length")]
    [InlineData("() => new (new TextEncoder().encode('a').constructor)(2e9).length")]
    [InlineData("() => new (Buffer.from('a').buffer.constructor)(2e9).byteLength")]
    [InlineData("() => { globalThis.Int8Array = 1; return new (new Uint8Array(1).buffer.constructor)(2e9).byteLength; }")]
    [InlineData("() => (1n).constructor('9'.repeat(1e7)) % 7n === 1n")]
    [InlineData("() => Promise.any([]).catch(e => new e.constructor({ length: 2 ** 53 - 1 }))")]
    [InlineData("() => { const b = new ArrayBuffer(8, { maxByteLength: 2e9 }); b.resize(2e9); return b.byteLength; }")]
    [InlineData("() => { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)); }")]
    // integers
    [InlineData("() => { let x = 3n; for (;;) x *= x; }")]
    [InlineData("() => { let x = 3n; for (;;) x = x * x + 1n; }")]
    [InlineData("() => 3n ** 1000000000n", true)]
    [InlineData("() => { let x = 1n << 500000000n; return x * x * x; }")]
    [InlineData("() => String(3n ** 3000000n).length")]
    [InlineData("() => (1n << 30000000n) / 7n % 5n === (3n ** 10000000n)")]
    [InlineData("() => String(3n ** 60000n).length", true)]
    [InlineData("() => { let x = 1n; x <<= 60000n; x **= 1000n; return String(x); }")]
    [InlineData("() => BigInt('9'.repeat(1e7)) % 7n === 1n")]
    [InlineData("() => BigInt.asUintN(2 ** 40, -1n) > 1n", true)]
    // threads, realms, locales
    [InlineData("() => Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)", true)]
    [InlineData("() => new ShadowRealm().evaluate('for (;;) {}')", true)]
    [InlineData("() => new Intl.NumberFormat({ length: 2 ** 53 - 1 })")]
    [InlineData("() => Intl.Collator.supportedLocalesOf({ length: 2 ** 53 - 1 })")]
    [InlineData("() => JSON.parse('[' + '[],'.repeat(5e6) + '1]').length")]
    [InlineData("() => EJSON.parse('[' + '[],'.repeat(5e6) + '1]').length")]
    [InlineData("() => structuredClone(new Array(4e6).fill({}).map(() => ({}))).length")]
    [InlineData("() => new Function('return ' + '1+'.repeat(5e6) + '1')()", true)]
    public async Task Attacks_end(string source, bool orWorks = false)
    {
        var app = new FunctionFixture("exports = " + source, s_limits);
        FunctionException? error = null;
        (TimeSpan time, long bytes) = await MeasureAsync(async () => error = await Record.ExceptionAsync(() => app.CallAsync()) as FunctionException);
        if (!orWorks)
        {
            Assert.NotNull(error);
            Assert.True(
                error.Code == FunctionException.TimeLimit || error.Message is "memory limit exceeded" || error.Message.StartsWith("RangeError", StringComparison.Ordinal),
                error.Message);
        }
        Assert.True(time.TotalMilliseconds < MostMilliseconds, $"{time.TotalMilliseconds} ms");
        Assert.True(bytes < MostBytes, $"{bytes / Megabyte} MB");
    }

    [Theory]
    [InlineData("d")]
    [InlineData("[d]")]
    [InlineData("({ d, e: { d } })")]
    [InlineData("EJSON.parse(EJSON.stringify(d))")]
    [InlineData("JSON.parse(JSON.stringify(d))")]
    [InlineData("structuredClone(d)")]
    [InlineData("(console.log(d), d)")]
    [InlineData("Object.assign({}, d)")]
    [InlineData("Object.freeze(Object.fromEntries(Object.entries(d)))")]
    [InlineData("[].concat(d, Object.keys(d), Object.values(d), Reflect.ownKeys(d), Object.getOwnPropertyNames(d))")]
    [InlineData("String(d) + `${d}` + [d].join() + 'a'.concat(d) + 'a'.replaceAll('a', d) + 'a'.replace(/a/, d) + encodeURIComponent(d) + btoa(d)")]
    [InlineData("new Map([[d, d]]).get(d)")]
    [InlineData("(() => { throw d; })()", true)]
    public async Task A_field_called_length_makes_no_array_of_a_document(string expression, bool fails = false)
    {
        var app = new FunctionFixture($"exports = d => {expression};");
        string error = "";
        try
        {
            await app.CallAsync("""{"length":24935105,"n":1}""");
        }
        catch (FunctionException failure)
        {
            error = failure.Message;
        }
        Assert.Equal(fails, error.Length > 0);
        Assert.DoesNotContain("memory", error, StringComparison.Ordinal);
    }

    private static async Task<(TimeSpan Time, long Bytes)> MeasureAsync(Func<Task> call)
    {
        long start = Environment.TickCount64, bytes = GC.GetTotalAllocatedBytes();
        await call();
        return (TimeSpan.FromMilliseconds(Environment.TickCount64 - start), GC.GetTotalAllocatedBytes() - bytes);
    }

    // Some thousand calls, each up to its limits: minutes, so only by its name (-explicit on), when the engine or its guards change.
    [Theory(Explicit = true)]
    [InlineData("Reflect.apply(f, w.text(), [w.text(), w.text()])")]
    [InlineData("Reflect.apply(f, w.bytes(), [w.bytes(), 2147483647])")]
    [InlineData("Reflect.apply(f, w.like(), [w.like(), w.like()])")]
    [InlineData("Reflect.apply(f, w.sparse(), [w.sparse(), 9007199254740991])")]
    [InlineData("Reflect.apply(f, /a/g, [w.text(), w.text()])")]
    [InlineData("Reflect.apply(f, w.integer(), [w.integer(), w.integer()])")]
    [InlineData("Reflect.construct(f, [2e9, w.text()])")]
    [InlineData("Reflect.construct(f, [w.like()])")]
    public async Task Every_native_ends(string call)
    {
        string source = $$"""
            exports = (first, mark) => {
              const w = {
                text: () => 'a'.repeat(400000), items: () => new Array(200000).fill('a'), bytes: () => new Uint8Array(1000000),
                like: () => ({ length: 9007199254740991, 0: 'a' }), sparse: () => { const a = []; a.length = 15999999; return a; },
                integer: () => 3n ** 20000n,
              };
              const seen = new Set(), found = [];
              const walk = (o, path, depth) => {
                if (o === null || typeof o !== 'object' && typeof o !== 'function' || seen.has(o) || depth > 6) return;
                seen.add(o);
                if (typeof o === 'function') found.push([path, o]);
                for (const key of Reflect.ownKeys(o)) {
                  const own = Object.getOwnPropertyDescriptor(o, key);
                  for (const part of [own.get, own.set, own.value]) walk(part, path + '.' + String(key), depth + 1);
                }
                walk(Object.getPrototypeOf(o), path + '.__proto__', depth + 1);
              };
              walk(globalThis, '', 0);
              for (const o of [[].values(), ''[Symbol.iterator](), ''.matchAll(/a/g), new Map().keys(), new Set().keys(), (function* () {})(),
                (async function* () {})(), [].values().map(x => x), Intl, Temporal]) walk(o, typeof o, 0);
              for (let i = first; i < found.length; i++) {
                const [path, f] = found[i];
                mark(i, path);
                try { {{call}}; } catch (e) {}
              }
              mark(-1, '');
            }
            """;
        var app = new FunctionFixture(source, s_limits with { Time = TimeSpan.FromMilliseconds(500) });
        FunctionRuntime runtime = app.Runtime();
        var bad = new List<string>();
        (int next, string current) = (0, "");
        long start = 0, bytes = 0;
        while (next >= 0)
        {
            var request = new FunctionCall("f", [new BsonInt32(next)], app.User, app.Request)
            {
                FromClient = true,
                Response = new Mark((at, name) =>
                {
                    Judge();
                    current = name;
                    next = at < 0 ? at : at + 1;
                }),
            };
            Begin();
            try
            {
                await runtime.CallAsync(request, TestContext.Current.CancellationToken);
            }
            catch (FunctionException)
            {
                Judge();
            }
        }
        Assert.Empty(bad);

        void Begin() => (start, bytes) = (Environment.TickCount64, GC.GetAllocatedBytesForCurrentThread());

        void Judge()
        {
            long time = Environment.TickCount64 - start, allocated = GC.GetAllocatedBytesForCurrentThread() - bytes;
            // Garbage is not held.
            if (time > MostMilliseconds || allocated > MostBytes + (time * 2 * Megabyte)) bad.Add($"{current}: {time} ms, {allocated / Megabyte} MB");
            Begin();
        }
    }

    // An argument that tells how far the function is.
    private sealed class Mark(Action<int, string> note) : ICallResponse
    {
        public JsValue Create(FunctionRealm realm) => new ClrFunction(realm.Engine, "mark", (_, arguments) =>
        {
            note((int)TypeConverter.ToNumber(arguments[0]), arguments[1].ToString());
            return JsValue.Undefined;
        });
    }
}
