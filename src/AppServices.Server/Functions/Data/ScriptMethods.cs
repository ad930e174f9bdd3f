using System;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Data;

/// <summary>Gives an object a method; it is no data, so it is not enumerated.</summary>
internal static class ScriptMethods
{
    public static T With<T>(this T instance, Engine engine, string name, Func<JsValue[], JsValue> method)
        where T : ObjectInstance
    {
        var function = new ClrFunction(engine, name, (_, arguments) => method(arguments));
        instance.FastSetProperty(name, new PropertyDescriptor(function, PropertyFlag.NonEnumerable));
        return instance;
    }

    /// <summary>Gives an object a method of a data source, whose refusals are errors of the script.</summary>
    public static T With<T>(this T instance, DataCall call, string name, Func<JsValue[], JsValue> method)
        where T : ObjectInstance
        => instance.With(call.Engine, name, arguments => call.Run(method, arguments));
}
