using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.NodeJs;
using AppServices.Server.Settings;
using AppServices.Tests.Functions;
using AppServices.Tests.Functions.Data;
using AppServices.Tests.Triggers;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.NodeJs;

/// <summary>Workers of Node.js: what they may, what ends them, and that it ends nothing else.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task Calls_that_overlap_keep_what_is_theirs()
    {
        var app = new FunctionFixture("exports = async v => { mine = v; await new Promise(r => setTimeout(r, 20)); return [mine, v]; };");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        string[] replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => app.CallAsync($"{{\"$numberInt\":\"{i}\"}}")));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"[{{\"$numberInt\":\"{i}\"}},{{\"$numberInt\":\"{i}\"}}]"), replies);
    }

    [Fact]
    public async Task An_endless_function_ends_alone()
    {
        var app = new FunctionFixture("exports = () => { for (;;); };", new FunctionLimits { Time = TimeSpan.FromSeconds(2) });
        app.Add("g", "exports = async () => { await new Promise(r => setTimeout(r, 5)); return 1; };");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        await app.CallAsync("g", []);
        Task<FunctionException>[] endless = [.. Enumerable.Range(0, 3).Select(_ => app.FailAsync())];
        Task<BsonValue>[] others = [.. Enumerable.Range(0, 20).Select(_ => app.CallAsync("g", []))];
        foreach (FunctionException error in await Task.WhenAll(endless)) Assert.Equal(FunctionException.TimeLimit, error.Code);
        // Those that had begun beside it in the worker are told that it ended; nobody else notices anything.
        foreach (Task<BsonValue> other in others)
        {
            try
            {
                Assert.Equal(1, await other);
            }
            catch (FunctionException error)
            {
                Assert.True(error.Code == FunctionException.TimeLimit || error.Message == "the function's worker ended before it answered", error.Message);
            }
        }
        Assert.Equal(1, await app.CallAsync("g", []));
    }

    [Fact]
    public async Task What_an_endless_function_keeps_from_beginning_runs_elsewhere()
    {
        var app = new FunctionFixture("exports = () => { for (;;); };", new FunctionLimits { Time = TimeSpan.FromMinutes(1) });
        app.Add("g", "exports = () => 1;");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 2 });
        await app.CallAsync("g", []);
        for (int round = 0; round < 4; round++)
        {
            using var gone = new CancellationTokenSource();
            Task<BsonValue>[] others = [.. Enumerable.Range(0, 8).Select(_ => app.CallAsync("g", []))];
            Task[] endless = [.. Enumerable.Range(0, 2).Select(_ => app.CallAsync("f", [], cancellationToken: gone.Token))];
            // What is synchronous, and has begun, is done: none of them can end with the worker.
            for (int i = 0; i < 20; i++) others = [.. others, .. Enumerable.Range(0, 4).Select(_ => app.CallAsync("g", []))];
            await Task.Delay(round * 100, TestContext.Current.CancellationToken);
            others = [.. others, app.CallAsync("g", [])];
            await gone.CancelAsync();
            Assert.All(await Task.WhenAll(others), one => Assert.Equal(1, one));
            foreach (Task one in endless) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }
    }

    [Theory]
    [InlineData(20, "exports = () => { for (;;); };")]        // more than there may be workers that do not answer
    [InlineData(3, "exports = async () => { try { await new Promise(r => setTimeout(r, 60000)); } finally { for (;;); } };")]
    [InlineData(3, "exports = async () => { try { await context.functions.execute('slow'); } catch { for (;;); } };")]
    public async Task What_nobody_waits_for_any_more_ends(int count, string source)
    {
        var app = new FunctionFixture(source, new FunctionLimits { Time = TimeSpan.FromMinutes(1) });
        app.Add("slow", "exports = async () => { await new Promise(r => setTimeout(r, 60000)); };").Add("g", "exports = () => process.pid;");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        int worker = (await app.CallAsync("g", [])).AsInt32;
        for (int i = 0; i < count; i++)
        {
            using var gone = new CancellationTokenSource();
            Task<BsonValue> left = app.CallAsync("f", [], cancellationToken: gone.Token);
            await Task.Delay(i * 3, TestContext.Current.CancellationToken);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            await app.CallAsync("g", []);
        }
        await TriggerApp.UntilAsync(async () => !await IsBusyAsync(worker), () => "the first worker is busy");
    }

    // Whether a process is there and works.
    private static async Task<bool> IsBusyAsync(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            TimeSpan before = process.TotalProcessorTime;
            await Task.Delay(50);
            process.Refresh();
            return process.TotalProcessorTime - before > TimeSpan.FromMilliseconds(20);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_worker_that_is_killed_loses_its_own_calls_alone()
    {
        var app = new FunctionFixture("exports = async v => { await new Promise(r => setTimeout(r, 30)); return [process.pid, v]; };");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 2 });
        int worker = (await app.CallAsync("f", [0]))[0].AsInt32;
        var outcomes = new List<string>();
        for (int round = 0; round < 5; round++)
        {
            Task<string>[] calls = [.. Enumerable.Range(0, 40).Select(i => OutcomeAsync(app, i))];
            using (var process = System.Diagnostics.Process.GetProcessById(worker)) process.Kill();
            outcomes.AddRange(await Task.WhenAll(calls));
            worker = (await app.CallAsync("f", [0]))[0].AsInt32;
        }
        Assert.All(outcomes, outcome => Assert.Contains(outcome, (string[])["good", "the function's worker ended before it answered"]));
        Assert.Contains("good", outcomes);
    }

    private static async Task<string> OutcomeAsync(FunctionFixture app, int value)
    {
        try
        {
            return (await app.CallAsync("f", [value]))[1] == value ? "good" : "another call's result";
        }
        catch (FunctionException error)
        {
            return error.Message;
        }
    }

    [Theory]
    [InlineData("const all = []; for (;;) all.push(new Array(1000).fill(1.5));")]
    [InlineData("const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));")]
    public async Task A_function_that_takes_too_much_memory_is_ended(string body)
    {
        var app = new FunctionFixture(
            $"exports = () => {{ {body} }};", new FunctionLimits { Time = TimeSpan.FromSeconds(60), MemoryBytes = 32 * 1024 * 1024 });
        app.Add("g", "exports = () => 1;");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        FunctionException error = await app.FailAsync();
        Assert.Equal((FunctionException.ExecutionError, "memory limit exceeded"), (error.Code, error.Message));
        Assert.Equal(1, await app.CallAsync("g", []));
    }

    [Theory]
    [InlineData("require('fs').readFileSync('/etc/passwd')", "Error: Access to this API has been restricted")]
    [InlineData("require('fs').writeFileSync('/tmp/x-of-a-worker', '1')", "Error: Access to this API has been restricted")]
    [InlineData("require('child_process').execSync('id')", "Error: Cannot find module 'child_process'")]
    [InlineData("new (require('worker_threads').Worker)('x', { eval: true })", "Error: Cannot find module 'worker_threads'")]
    [InlineData("process.kill(process.ppid, 'SIGKILL')", "Error: process.kill is not allowed in a function")]
    [InlineData("process.exit(1)", "Error: process.exit is not allowed in a function")]
    [InlineData("require('none')", "Error: Cannot find module 'none'")]
    public async Task What_a_worker_may_not_is_an_error(string call, string error)
    {
        var app = new FunctionFixture($"exports = () => {call};");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        Assert.StartsWith(error, (await app.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_knows_no_variable_of_the_server()
    {
        Environment.SetEnvironmentVariable("APPSERVICES_TEST_SECRET_OF_OPERATOR", "s");
        var app = new FunctionFixture("exports = () => JSON.stringify(process.env) + process.argv.join() + process.execArgv.join();");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        string seen = await app.CallAsync();
        Assert.StartsWith("\"{\\\"TZ\\\":\\\"UTC\\\"}", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_awaited_is_logged_and_spoils_nothing()
    {
        var app = new FunctionFixture(
            "exports = () => { Promise.reject(new Error('x')); setTimeout(() => { throw new Error('y') }, 1); console.log('a', { b: 1 }); return 'ok'; };");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        Assert.Equal("\"ok\"", await app.CallAsync());
        Assert.Contains("Error: [f] a promise that was not awaited was rejected: Error: x", app.Log);
        Assert.Contains("Error: [f] a promise that was not awaited was rejected: Error: y", app.Log);
        Assert.Contains("Information: [f] a {\"b\":1}", app.Log);
    }

    [Theory]
    [InlineData("return await items.find({}).sort({ _id: -1 }).toArray()", """[{"_id":{"$numberInt":"2"},"a":"y"},{"_id":{"$numberInt":"1"},"a":"x"}]""")]
    [InlineData("return { all: items.find({ a: 'x' }), n: items.count() }", """{"all":[{"_id":{"$numberInt":"1"},"a":"x"}],"n":{"$numberLong":"2"}}""")]
    [InlineData("const seen = []; for await (const d of items.find()) seen.push(d._id); const c = items.find().limit(1); await c.next(); return [seen, await c.next() === undefined]", """[[{"$numberInt":"1"},{"$numberInt":"2"}],true]""")]
    [InlineData("return await items.insertOne({ _id: 3, at: new Date(0), id: BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0') }), await items.findOne({ _id: 3 })", """{"_id":{"$numberInt":"3"},"at":{"$date":{"$numberLong":"0"}},"id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}}""")]
    [InlineData("try { await items.insertOne({ _id: 1 }) } catch (e) { return [e.name, e.code, e instanceof Error] }", """["Error",{"$numberInt":"11000"},true]""")]
    [InlineData("try { await items.updateOne({}, { $odd: { a: 1 } }) } catch (e) { return e.code }", """{"$numberInt":"9"}""")]
    [InlineData("items.insertOne({ _id: 4 }); return 1", """{"$numberInt":"1"}""")]
    [InlineData("try { await items.insertOne({ a: Promise.resolve(1) }) } catch (e) { return e.message }", "\"a promise cannot be stored; await it first\"")]
    [InlineData("const s = client.startSession(); s.startTransaction(); await items.deleteMany({}, { session: s }); await s.abortTransaction(); return await items.count()", """{"$numberLong":"2"}""")]
    [InlineData("const s = client.startSession(); return await s.withTransaction(async () => { await items.deleteOne({ _id: 1 }, { session: s }); return items.count({}, { session: s }) })", """{"$numberLong":"1"}""")]
    [InlineData("const b = items.initializeOrderedBulkOp(); b.insert({ _id: 5 }); b.find({ _id: 1 }).upsert().updateOne({ $set: { a: 'z' } }); await b.execute(); return (await items.findOne({ _id: 1 })).a", "\"z\"")]
    [InlineData("return typeof items.countDocuments", "\"undefined\"")]
    [InlineData("const a = { _bsontype: 'Int32', value: 'x' }; await items.insertOne({ _id: 3, a }); return (await items.findOne({ a })).a", """{"_bsontype":"Int32","value":"x"}""")]
    [InlineData("await items.replaceOne({ _id: 1 }, structuredClone({ id: BSON.ObjectId('6650a1f2c3d4e5f6a7b8c9d0'), at: [new Date(0)] })); return items.findOne({ _id: 1 })", """{"_id":{"$numberInt":"1"},"id":{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"},"at":[{"$date":{"$numberLong":"0"}}]}""")]
    public async Task Data_are_as_in_the_other_engine(string body, string expected)
    {
        string[] documents = ["{_id: 1, a: 'x'}", "{_id: 2, a: 'y'}"];
        Assert.Equal(expected, await DataApp.RunAsync(body, documents));
        await using DataApp data = await DataApp.CreateAsync(body, documents);
        await using NodeEngine engine = EngineApps.Start(data.App, new NodeSettings { Workers = 1 });
        Assert.Equal(expected, await data.App.CallAsync());
        Assert.Equal(body.StartsWith("items.insertOne({ _id: 4", StringComparison.Ordinal), (await data.IdsAsync()).Contains('4'));
    }

    [Theory]
    [InlineData("const all = {}; all.all = all; const done = items.insertOne(all); return done.catch(e => e.message)", "\"the value contains itself and cannot be sent\"")]
    [InlineData("class Link { get _bsontype() { return 'DBRef' } } return items.insertOne({ link: new Link() }).catch(e => e.message)", "\"a value of type DBRef cannot be sent\"")]
    [InlineData("function ObjectID() { this._bsontype = 'ObjectID'; this.id = Buffer.alloc(12) } await items.insertOne({ _id: new ObjectID() }); return items.find()", """[{"_id":{"$oid":"000000000000000000000000"}}]""")]
    public async Task What_a_worker_alone_may_send_is_stored_or_refused_by_its_promise(string body, string expected)
    {
        await using DataApp data = await DataApp.CreateAsync(body);
        await using NodeEngine engine = EngineApps.Start(data.App, new NodeSettings { Workers = 1 });
        Assert.Equal(expected, await data.App.CallAsync());
    }

    // As packages compare, copy and show objects.
    [Theory]
    [InlineData("[util.isDeepStrictEqual(a, b), util.isDeepStrictEqual({ a }, { a: BSON.ObjectId(a) })]", "[false,true]")]
    [InlineData("['Decimal128', 'Long', 'Int32', 'Double', 'BSONSymbol', 'Code', 'Binary', 'BSONRegExp'].filter(name => util.isDeepStrictEqual(BSON[name]('1'), BSON[name]('2')))", "[]")]
    [InlineData("Object.assign(Object.create(Object.getPrototypeOf(a)), a)", """{"$oid":"6650a1f2c3d4e5f6a7b8c9d0"}""")]
    [InlineData("util.inspect([a, BSON.Long('5'), BSON.Decimal128('1.5')])", """
        "[\n  new ObjectId('6650a1f2c3d4e5f6a7b8c9d0'),\n  new Long('5'),\n  new Decimal128('1.5')\n]"
        """)]
    public async Task Values_have_what_they_are_where_packages_look(string expression, string expected)
    {
        var app = new FunctionFixture($$"""
            const util = require('util');
            const [a, b] = ['6650a1f2c3d4e5f6a7b8c9d0', '6650a1f2c3d4e5f6a7b8c9d1'].map(text => BSON.ObjectId(text));
            exports = () => ({{expression}});
            """);
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        Assert.Equal(expected.Trim(), await app.CallAsync());
    }

    [Theory]
    [InlineData("import { default as p } from 'path'")]
    [InlineData("import { join, 'default' as p } from 'path'")]
    public async Task The_default_of_a_module_may_be_named(string import)
    {
        var app = new FunctionFixture($"{import};\nexport default () => typeof p.join;");
        await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1 });
        Assert.Equal("\"function\"", await app.CallAsync());
    }

    [Fact]
    public async Task Packages_are_loaded_from_their_folder_once_or_for_each_call()
    {
        string folder = Directory.CreateTempSubdirectory("packages-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "node_modules", "counter"));
        await File.WriteAllTextAsync(Path.Combine(folder, "node_modules", "counter", "index.js"), "let n = 0; module.exports = () => ++n;", TestContext.Current.CancellationToken);
        List<string> seen = [];
        foreach (bool isFresh in new[] { false, true })
        {
            var app = new FunctionFixture("import count from 'counter';\nexport default () => count();");
            await using NodeEngine engine = EngineApps.Start(app, new NodeSettings { Workers = 1, IsFresh = isFresh }, folder);
            await app.CallAsync();
            seen.Add(await app.CallAsync());
        }
        Directory.Delete(folder, recursive: true);
        Assert.Equal(["{\"$numberInt\":\"2\"}", "{\"$numberInt\":\"1\"}"], seen);
    }

    [Fact]
    public async Task What_cannot_be_node_says_so()
    {
        Assert.Equal("'/none/node' cannot be started as Node.js", Assert.Throws<NodeMissingException>(() => NodeProgram.Find("/none/node")).Message);
        string folder = Directory.CreateTempSubdirectory("node-").FullName, old = Path.Combine(folder, "node");
        await File.WriteAllTextAsync(old, "#!/bin/sh\necho '[\"18.2.0\",false,false]'\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(
            $"Node.js 20.19 or later is needed, or 22.12 of 22; '{old}' is 18.2.0", Assert.Throws<NodeMissingException>(() => NodeProgram.Find(old)).Message);
        Directory.Delete(folder, recursive: true);
    }
}
