using System;
using System.Collections.Generic;
using AppServices.Server.Functions.Running;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// Keeps a call's limits in what the engine does natively. Most of that asks the budget on its way; what makes much of little, or goes
/// on for long without asking, says here beforehand about how many bytes it is going to need. What cannot be limited is not offered:
/// waiting for other threads, and realms without these guards.
/// </summary>
internal sealed class NativeGuards
{
    // Estimates, in bytes: of a letter, an item, a key with its text, a match with its text.
    private const double Letter = 2;
    private const double Item = 80;
    private const double Key = 150;
    private const double MatchSize = 400;
    private const double SegmentSize = 24;
    // Reading digits takes their number squared.
    private const int MaxDigits = 20_000;

    private const double LongestEncoding = 9;
    private const double LongestNormalForm = 18;

    private static readonly string[] s_notOffered = ["Atomics", "SharedArrayBuffer", "ShadowRealm"];
    private static readonly string[] s_rewriting = ["toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase", "concat"];

    private static readonly string[] s_ofKeys =
    [
        "keys", "values", "entries", "getOwnPropertyNames", "getOwnPropertyDescriptors", "getOwnPropertySymbols", "assign", "freeze", "seal",
        "isFrozen", "isSealed", "defineProperties", "fromEntries", "groupBy",
    ];

    private static readonly (string Name, int Bytes)[] s_arrays =
    [
        ("ArrayBuffer", 1), ("Int8Array", 1), ("Uint8Array", 1), ("Uint8ClampedArray", 1), ("Int16Array", 2), ("Uint16Array", 2),
        ("Float16Array", 2), ("Int32Array", 4), ("Uint32Array", 4), ("Float32Array", 4), ("Float64Array", 8), ("BigInt64Array", 8),
        ("BigUint64Array", 8),
    ];

    private readonly Engine _engine;
    private readonly CallBudget _budget;
    private readonly double _limit;
    private readonly ObjectInstance _expressions;
    private readonly JsValue _exec;
    private readonly ClrFunction _watchedExec;

    private NativeGuards(Engine engine, CallBudget budget, FunctionLimits limits)
    {
        _engine = engine;
        _budget = budget;
        _limit = limits.MemoryBytes;
        _expressions = Prototype("RegExp");
        _exec = _expressions.Get("exec");
        _watchedExec = new ClrFunction(engine, "exec", (self, arguments) =>
        {
            _budget.Check();
            return _engine.Call(_exec, self, arguments);
        }, 1);
    }

    private delegate double Need(JsValue self, JsValue[] arguments);

    /// <summary>Guards the natives of an engine in which no script has run yet.</summary>
    public static void AddTo(Engine engine, CallBudget budget, FunctionLimits limits) =>
        new NativeGuards(engine, budget, limits).Add();

    /// <summary>About how many bytes there are of a value's letters or items; nothing of it is run.</summary>
    public static double Size(JsValue value) => Letters(value) * Letter + Length(value) * Item;

    private void Add()
    {
        foreach (string name in s_notOffered) _engine.Global.RemoveOwnProperty(name);
        AddTexts();
        AddExpressions();
        ObjectInstance objects = Constructor("Object");
        foreach (string name in s_ofKeys) Guard(objects, name, static (_, arguments) => Keys(arguments));
        Guard(Global("Reflect"), "ownKeys", static (_, arguments) => Keys(arguments));
        ObjectInstance arrays = Prototype("Array");
        foreach (string name in (string[])["join", "toString", "toLocaleString"]) Guard(arrays, name, Joined);
        Guard(Prototype("Int8Array").Prototype!, "join", Joined);
        Guard(Global("JSON"), "stringify", (_, arguments) => Written(arguments.At(0)) * Letter);
        ObjectInstance integers = Constructor("BigInt");
        foreach (string name in (string[])["asIntN", "asUintN"]) Guard(integers, name, static (_, arguments) =>
            Number(arguments, 0) > IntegerGlobals.MaxBits ? double.PositiveInfinity : 0);
        GuardConstructor(_engine.Global, "BigInt", static (_, arguments) =>
            Letters(arguments.At(0)) > MaxDigits ? double.PositiveInfinity : 0);
        AddArrays();
        GuardConstructor(_engine.Global, "AggregateError", static (_, arguments) => Length(arguments.At(0)) * Item);
        // Large, and rarely asked for.
        PropertyDescriptor intl = _engine.Global.GetOwnProperty("Intl");
        _engine.Global.DefineOwnProperty("Intl", new GetSetPropertyDescriptor(
            new ClrFunction(_engine, "get Intl", (_, _) => Internationalization(intl.Value)), JsValue.Undefined, enumerable: false,
            configurable: true));
    }

    private void AddTexts()
    {
        ObjectInstance texts = Prototype("String");
        Guard(texts, "repeat", static (self, arguments) => Letters(self) * Number(arguments, 0) * Letter);
        Guard(texts, "padStart", static (_, arguments) => Number(arguments, 0) * Letter);
        Guard(texts, "padEnd", static (_, arguments) => Number(arguments, 0) * Letter);
        Guard(texts, "normalize", static (self, _) => Letters(self) * Letter * LongestNormalForm);
        foreach (string name in s_rewriting) Guard(texts, name, static (self, arguments) => Letters(self, arguments) * Letter * 2);
        Guard(texts, "replaceAll", Replaced);
        foreach (string name in (string[])["encodeURIComponent", "encodeURI", "decodeURIComponent", "decodeURI", "escape", "unescape"])
            Guard(_engine.Global, name, static (_, arguments) => Letters(arguments.At(0)) * Letter * LongestEncoding);
    }

    // Where all matches of a long text are made at once, one after the other is: slower, but stopped in time.
    private void AddExpressions()
    {
        ObjectInstance texts = Prototype("String");
        Watch(texts, "match", static (self, _) => Letters(self) * MatchSize);
        Watch(texts, "replace", static (self, arguments) => Replacing(Letters(self), arguments.At(1)));
        Watch(texts, "replaceAll", static (self, arguments) => Replacing(Letters(self), arguments.At(1)));
        Watch(_expressions, GlobalSymbolRegistry.Match, static (_, arguments) => Letters(arguments.At(0)) * MatchSize);
        Watch(_expressions, GlobalSymbolRegistry.Replace, static (_, arguments) =>
            Replacing(Letters(arguments.At(0)), arguments.At(1)));
    }

    private void AddArrays()
    {
        foreach ((string name, int bytes) in s_arrays)
        {
            GuardConstructor(_engine.Global, name, (_, arguments) =>
                Math.Max(arguments.At(0) is JsNumber ? Number(arguments, 0) * bytes : 0, Length(arguments.At(0)) * Item));
        }
        ObjectInstance buffers = Prototype("ArrayBuffer");
        foreach (string name in (string[])["resize", "transfer", "transferToFixedLength"])
            Guard(buffers, name, static (_, arguments) => Number(arguments, 0));
    }

    private ObjectInstance Internationalization(JsValue native)
    {
        var intl = (ObjectInstance)native;
        foreach (JsValue key in intl.GetOwnPropertyKeys(Types.String))
        {
            if (intl.Get(key) is not Constructor { } kind) continue;
            Guard(kind, "supportedLocalesOf", static (_, arguments) => Length(arguments.At(0)) * Item);
            GuardConstructor(intl, key, static (_, arguments) => Length(arguments.At(0)) * Item);
        }
        Guard(intl, "getCanonicalLocales", static (_, arguments) => Length(arguments.At(0)) * Item);
        Define(_engine.Global, "Intl", intl);
        return intl;
    }

    private void Guard(ObjectInstance holder, JsValue name, Need need)
    {
        JsValue native = holder.Get(name);
        if (!native.IsCallable()) return;
        Define(holder, name, new ClrFunction(_engine, NameOf(native), (self, arguments) =>
        {
            _budget.Afford(need(self, arguments));
            JsValue result = _engine.Call(native, self, arguments);
            _budget.Check();
            return result;
        }, (int)TypeConverter.ToNumber(native.Get("length"))));
    }

    private void Watch(ObjectInstance holder, JsValue name, Need need)
    {
        JsValue native = holder.Get(name);
        Define(holder, name, new ClrFunction(_engine, NameOf(native), (self, arguments) =>
        {
            _budget.Check();
            bool isLong = need(self, arguments) > _limit && ReferenceEquals(_expressions.Get("exec"), _exec);
            if (isLong) Define(_expressions, "exec", _watchedExec);
            try
            {
                return _engine.Call(native, self, arguments);
            }
            finally
            {
                if (isLong && ReferenceEquals(_expressions.Get("exec"), _watchedExec)) Define(_expressions, "exec", _exec);
            }
        }, (int)TypeConverter.ToNumber(native.Get("length"))));
    }

    private void GuardConstructor(ObjectInstance holder, JsValue name, Need need)
    {
        if (holder.Get(name) is not Constructor native) return;
        var guarded = new GuardedConstructor(_engine, native, arguments => _budget.Afford(need(JsValue.Undefined, arguments)));
        Define(holder, name, guarded);
        if (native.Get("prototype") is ObjectInstance prototype) Define(prototype, "constructor", guarded);
    }

    private static void Define(ObjectInstance holder, JsValue name, JsValue value) =>
        holder.DefineOwnProperty(name, new PropertyDescriptor(value, writable: true, enumerable: false, configurable: true));

    private ObjectInstance Global(JsValue name) => (ObjectInstance)_engine.Global.Get(name);

    private ObjectInstance Constructor(JsValue name) => Global(name);

    private ObjectInstance Prototype(JsValue name) => (ObjectInstance)Global(name).Get("prototype");

    private static string NameOf(JsValue native) => TypeConverter.ToString(native.Get("name"));

    private static double Number(JsValue[] arguments, int index) => arguments.At(index) switch
    {
        JsNumber number => double.IsNaN(number.AsNumber()) ? 0 : number.AsNumber(),
        JsString { Length: < 32 } text => double.TryParse(
            text.ToString(), System.Globalization.NumberStyles.Any, System.Globalization.CultureInfo.InvariantCulture, out double number)
            ? number
            : 0,
        _ => 0,
    };

    // Arrays have at least so many when they are made text.
    private static double Letters(JsValue value) => value switch
    {
        JsString text => text.Length,
        JsArray array => array.Length,
        JsTypedArray typed => typed.Length,
        _ => 0,
    };

    private static double Letters(JsValue self, JsValue[] arguments)
    {
        double letters = Letters(self);
        foreach (JsValue argument in arguments) letters += Letters(argument);
        return letters;
    }

    // Of arrays, of what has a length like one, and of nothing whose length is a getter's.
    private static double Length(JsValue value) => value switch
    {
        JsArray array => array.Length,
        ObjectInstance instance when instance.GetOwnProperty("length") is { } length && length != PropertyDescriptor.Undefined
            && length.Value is JsNumber number && !instance.IsCallable() => number.AsNumber(),
        JsTypedArray typed => typed.Length,
        _ => 0,
    };

    private static double Keys(JsValue[] arguments)
    {
        double keys = 0;
        foreach (JsValue argument in arguments) keys += Letters(argument) + (argument is JsArray or JsTypedArray ? Length(argument) : 0);
        return keys * Key;
    }

    private double Joined(JsValue self, JsValue[] arguments)
    {
        if (self is not JsArray array) return (Letters(self) + Length(self)) * (Letters(arguments.At(0)) + 1) * Letter;
        double letters = array.Length * Math.Max(Letters(arguments.At(0)), 1);
        for (uint i = 0; i < array.Length && letters * Letter <= _limit; i++)
        {
            if (array.TryGetValue(i, out JsValue item)) letters += Letters(item);
        }
        return letters * Letter;
    }

    // At least so many letters; getters are not asked.
    private double Written(JsValue value)
    {
        double letters = 0;
        var open = new Stack<JsValue>([value]);
        while (letters * Letter <= _limit && open.TryPop(out JsValue? next))
        {
            letters += 2 + Letters(next);
            _budget.Check();
            if (next is JsArray array)
            {
                letters += array.Length;
                for (uint i = 0; i < array.Length && letters * Letter <= _limit; i++)
                {
                    if (!array.TryGetValue(i, out JsValue item)) continue;
                    if (item is JsString text) letters += text.Length;
                    else if (item is JsArray or JsObject) open.Push(item);
                }
            }
            else if (next is JsObject document)
            {
                foreach (KeyValuePair<JsValue, PropertyDescriptor> own in document.GetOwnProperties())
                    if (own.Value.IsDataDescriptor()) open.Push(own.Value.Value);
            }
        }
        return letters;
    }

    private static double Replacing(double letters, JsValue replacement) => letters * (SegmentSize + Letters(replacement) * Letter);

    private double Replaced(JsValue self, JsValue[] arguments)
    {
        if (self is not JsString || arguments.At(0) is not JsString || arguments.At(1) is not JsString replacement) return 0;
        double most = Letters(self) * Letter * (2 + replacement.Length);
        if (most <= _limit) return most;
        string text = self.ToString(), sought = arguments[0].ToString();
        if (sought.Length == 0) return most;
        double made = text.Length;
        for (int at = text.IndexOf(sought, StringComparison.Ordinal); at >= 0;)
        {
            made += replacement.Length;
            at += sought.Length;
            at = text.IndexOf(sought, at, StringComparison.Ordinal);
        }
        return made * Letter * 2;
    }

    /// <summary>A class of the engine's that says beforehand what its objects need.</summary>
    private sealed class GuardedConstructor : Constructor
    {
        private readonly Constructor _native;
        private readonly Action<JsValue[]> _ask;

        public GuardedConstructor(Engine engine, Constructor native, Action<JsValue[]> ask)
            : base(engine, NameOf(native))
        {
            _native = native;
            _ask = ask;
            Prototype = native.Prototype;
            foreach (KeyValuePair<JsValue, PropertyDescriptor> own in native.GetOwnProperties()) DefineOwnProperty(own.Key, own.Value);
        }

        public override ObjectInstance Construct(JsValue[] arguments, JsValue newTarget)
        {
            _ask(arguments);
            return _native.Construct(arguments, ReferenceEquals(newTarget, this) ? _native : newTarget);
        }

        protected override JsValue Call(JsValue thisObject, JsValue[] arguments)
        {
            _ask(arguments);
            return Engine.Call(_native, thisObject, arguments);
        }
    }
}
