using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Functions.Values;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>Runs functions in this process: each call has a script engine of its own.</summary>
internal sealed class JintEngine : IFunctionEngine
{
    public Task<BsonValue> CallAsync(
        FunctionRuntime runtime, CatalogFunction function, FunctionCall call, CancellationToken cancellationToken) => RunAsync(
            runtime, function, call,
            async (realm, script, arguments) =>
            {
                await ChooseUserAsync(runtime, realm, function, arguments, cancellationToken);
                return await ReadAsync(realm, await realm.Loop.RunAsync(() => realm.Run(script, realm.Root, arguments())));
            },
            cancellationToken);

    public Task<ExecutionUser> AskRunAsAsync(
        FunctionRuntime runtime, CatalogFunction script, FunctionCall call, CancellationToken cancellationToken) => RunAsync(
            runtime, script, call, (realm, runnable, arguments) => AskRunAsAsync(realm, runnable, call.Name, arguments),
            cancellationToken);

    private static async Task<T> RunAsync<T>(
        FunctionRuntime runtime, CatalogFunction function, FunctionCall call,
        Func<FunctionRealm, FunctionScript, Func<JsValue[]>, Task<T>> work, CancellationToken cancellationToken)
    {
        await using FunctionRealm realm = runtime.OpenRealm(call, runtime.Limits.Time, cancellationToken);
        JsValue[]? arguments = null;
        T result = await work(realm, function.Script!, () => arguments ??= Arguments(realm, call));
        await FinishAsync(runtime, realm);
        return result;
    }

    private static JsValue[] Arguments(FunctionRealm realm, FunctionCall call)
    {
        JsValue[] arguments = realm.Values.ToScript(call.Arguments);
        return call.Response is { } response ? [.. arguments, response.Create(realm)] : arguments;
    }

    // app-folder 4.8: the manifest decides, else the caller.
    private static async Task ChooseUserAsync(
        FunctionRuntime runtime, FunctionRealm realm, CatalogFunction function, Func<JsValue[]> arguments,
        CancellationToken cancellationToken)
    {
        FunctionDefinition definition = function.Definition;
        if (function.RunAs is { } script && !definition.RunAsSystem)
        {
            ExecutionUser user = await AskRunAsAsync(realm, script, definition.Name, arguments);
            realm.RunAs(await runtime.RequireUserAsync(user, definition.Name, cancellationToken));
        }
        else if (await runtime.FixedUserAsync(definition, cancellationToken) is { } named)
        {
            realm.RunAs(named);
        }
    }

    private static async Task<ExecutionUser> AskRunAsAsync(
        FunctionRealm realm, FunctionScript script, string name, Func<JsValue[]> arguments)
    {
        JsValue answer = await realm.Loop.RunAsync(() => realm.Run(script, realm.Root, arguments()));
        ExecutionUser user = default;
        await realm.Loop.TurnAsync(() => user = realm.ReadRunAs(answer, name));
        return user;
    }

    // Promises may stand anywhere in the result, and their results may hold further ones (app-folder 4.3).
    private static async Task<BsonValue> ReadAsync(FunctionRealm realm, JsValue value)
    {
        var reader = new ResultReader(realm);
        BsonValue result = BsonUndefined.Value;
        while (true)
        {
            await realm.Loop.TurnAsync(() => result = reader.Read(value));
            if (reader.Pending.Count == 0) return result;
            foreach (JsValue promise in reader.Pending) reader.Settled[promise] = await realm.Loop.SettleAsync(promise);
            reader.Pending.Clear();
        }
    }

    // What was begun without awaiting it is finished before the answer goes out, and cannot spoil it (app-folder 12, row 14).
    private static async Task FinishAsync(FunctionRuntime runtime, FunctionRealm realm)
    {
        try
        {
            await realm.Loop.DrainAsync();
        }
        catch (FunctionException error)
        {
            FunctionLog.NotDrained(runtime.Logger, realm.Call.Name, error.Message);
        }

        foreach (JsValue error in realm.Loop.Unhandled.ToArray())
            FunctionLog.Unhandled(runtime.Logger, realm.Call.Name, await DescribeAsync(realm, error));
    }

    // The budget may be spent by now, and the answer is there.
    private static async Task<string> DescribeAsync(FunctionRealm realm, JsValue error)
    {
        try
        {
            return await realm.Loop.DescribeAsync(error);
        }
        catch (FunctionException failure)
        {
            return failure.Message;
        }
    }
}
