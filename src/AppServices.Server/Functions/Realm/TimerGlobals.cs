using System;
using System.Linq;
using AppServices.Server.Functions.Running;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>The global timer functions.</summary>
internal static class TimerGlobals
{
    // Longer delays fire at once in Node; here they simply outlast every call.
    private const double MaxDelay = int.MaxValue;

    private static readonly (JsString Name, Func<FunctionRealm, JsValue[], JsValue> Function)[] s_functions =
    [
        (new("setTimeout"), static (realm, arguments) => Set(realm, arguments, Delay(arguments), repeat: false, 2)),
        (new("setInterval"), static (realm, arguments) => Set(realm, arguments, Delay(arguments), repeat: true, 2)),
        (new("setImmediate"), static (realm, arguments) => Set(realm, arguments, TimeSpan.Zero, repeat: false, 1)),
        (new("clearTimeout"), Clear),
        (new("clearInterval"), Clear),
        (new("clearImmediate"), Clear),
    ];

    public static void AddTo(FunctionRealm realm)
    {
        foreach ((JsString name, Func<FunctionRealm, JsValue[], JsValue> function) in s_functions)
        {
            realm.AddGlobal(name, (Realm: realm, Name: name, Function: function), static timer => new ClrFunction(
                timer.Realm.Engine, timer.Name.ToString(), (_, arguments) => timer.Function(timer.Realm, arguments)));
        }
    }

    private static JsNumber Set(FunctionRealm realm, JsValue[] arguments, TimeSpan delay, bool repeat, int skip)
    {
        TimerQueue timers = realm.Loop.Timers;
        if (!arguments.At(0).IsCallable())
            throw new JavaScriptException(realm.Engine.Intrinsics.TypeError, "a timer needs a function to call");
        if (timers.IsFull) throw realm.Error("too many timers are pending");

        int id = timers.NextId;
        timers.Add(new ScriptTimer(id, arguments[0], arguments.Skip(skip).ToArray(), repeat ? delay : null), realm.Budget.Elapsed + delay);
        return JsNumber.Create(id);
    }

    private static JsValue Clear(FunctionRealm realm, JsValue[] arguments)
    {
        if (arguments.At(0) is JsNumber id) realm.Loop.Timers.Remove((int)id.AsNumber());
        return JsValue.Undefined;
    }

    // At least a millisecond, as in Node, so that an interval of 0 leaves room for other timers.
    private static TimeSpan Delay(JsValue[] arguments)
    {
        double milliseconds = TypeConverter.ToNumber(arguments.At(1));
        return TimeSpan.FromMilliseconds(milliseconds >= 1 ? Math.Min(milliseconds, MaxDelay) : 1);
    }
}
