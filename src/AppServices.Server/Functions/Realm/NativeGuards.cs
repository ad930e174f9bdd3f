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

    private static readonly JsValue[] s_notOffered = ["Atomics", "SharedArrayBuffer", "ShadowRealm"];

    private static readonly (JsValue Name, Need Need)[] s_texts =
    [
        ("repeat", static (_, self, arguments) => Letters(self) * Number(arguments, 0) * Letter),
        ("padStart", static (_, _, arguments) => Number(arguments, 0) * Letter),
        ("padEnd", static (_, _, arguments) => Number(arguments, 0) * Letter),
        ("normalize", static (_, self, _) => Letters(self) * Letter * LongestNormalForm),
        ("replaceAll", static (guards, self, arguments) => guards.Replaced(self, arguments)),
        ("toUpperCase", Rewritten), ("toLowerCase", Rewritten), ("toLocaleUpperCase", Rewritten), ("toLocaleLowerCase", Rewritten),
        ("concat", Rewritten),
    ];

    // Where all matches of a long text are made at once, one after the other is: slower, but stopped in time.
    private static readonly (JsValue Name, Need Need)[] s_searches =
    [
        ("match", static (_, self, _) => Letters(self) * MatchSize),
        ("replace", static (_, self, arguments) => Replacing(Letters(self), arguments.At(1))),
        ("replaceAll", static (_, self, arguments) => Replacing(Letters(self), arguments.At(1))),
    ];

    private static readonly JsValue[] s_encodings =
        ["encodeURIComponent", "encodeURI", "decodeURIComponent", "decodeURI", "escape", "unescape"];

    private static readonly JsValue[] s_ofKeys =
    [
        "keys", "values", "entries", "getOwnPropertyNames", "getOwnPropertyDescriptors", "getOwnPropertySymbols", "assign", "freeze",
        "seal", "isFrozen", "isSealed", "defineProperties", "fromEntries", "groupBy",
    ];

    private static readonly JsValue[] s_wrapping = ["asIntN", "asUintN"];
    private static readonly JsValue[] s_resizing = ["resize", "transfer", "transferToFixedLength"];
    private static readonly JsValue[] s_joining = ["join", "toString", "toLocaleString"];

    private static readonly (JsValue Name, int Bytes)[] s_arrays =
    [
        ("ArrayBuffer", 1), ("Int8Array", 1), ("Uint8Array", 1), ("Uint8ClampedArray", 1), ("Int16Array", 2), ("Uint16Array", 2),
        ("Float16Array", 2), ("Int32Array", 4), ("Uint32Array", 4), ("Float32Array", 4), ("Float64Array", 8), ("BigInt64Array", 8),
        ("BigUint64Array", 8),
    ];

    private readonly Engine _engine;
    private readonly CallBudget _budget;
    private readonly ScriptCompilation _compilation;
    private readonly double _limit;
    private readonly ObjectInstance _expressions;
    private readonly JsValue _exec;
    private readonly PropertyDescriptor[] _arrays = new PropertyDescriptor[s_arrays.Length];
    private GuardedConstructor[]? _guardedArrays;
    private ClrFunction? _watchedExec;

    /// <summary>
    /// Guards the natives of an engine in which no script has run yet. What guards one is made when it is first asked for.
    /// </summary>
    public NativeGuards(Engine engine, CallBudget budget, ScriptCompilation compilation, FunctionLimits limits)
    {
        _engine = engine;
        _budget = budget;
        _compilation = compilation;
        _limit = limits.MemoryBytes;
        _expressions = Prototype("RegExp");
        _exec = _expressions.Get("exec");
        Add();
    }

    private delegate double Need(NativeGuards guards, JsValue self, JsValue[] arguments);

    /// <summary>Makes bytes of the engine's own.</summary>
    public JsValue Bytes(byte[] bytes)
    {
        // Their class must not be had unguarded.
        GuardArrays();
        return _engine.Intrinsics.Uint8Array.Construct(bytes);
    }

    /// <summary>About how many bytes there are of a value's letters or items; nothing of it is run.</summary>
    public static double Size(JsValue value) => Letters(value) * Letter + Length(value) * Item;

    private void Add()
    {
        foreach (JsValue name in s_notOffered)
            _engine.Global.FastSetProperty(name, new PropertyDescriptor(JsValue.Undefined, PropertyFlag.NonEnumerable));
        ObjectInstance texts = Prototype("String");
        foreach ((JsValue name, Need need) in s_texts) Guard(texts, name, need);
        foreach ((JsValue name, Need need) in s_searches) Guard(texts, name, need, isSearch: true);
        Guard(_expressions, GlobalSymbolRegistry.Match, static (_, _, arguments) => Letters(arguments.At(0)) * MatchSize, isSearch: true);
        Guard(
            _expressions, GlobalSymbolRegistry.Replace, static (_, _, arguments) => Replacing(Letters(arguments.At(0)), arguments.At(1)),
            isSearch: true);
        foreach (JsValue name in s_encodings)
            Guard(_engine.Global, name, static (_, _, arguments) => Letters(arguments.At(0)) * Letter * LongestEncoding);
        ObjectInstance objects = Global("Object");
        foreach (JsValue name in s_ofKeys) Guard(objects, name, static (_, _, arguments) => Keys(arguments));
        Guard(Global("Reflect"), "ownKeys", static (_, _, arguments) => Keys(arguments));
        ObjectInstance items = Prototype("Array");
        foreach (JsValue name in s_joining) Guard(items, name, static (guards, self, arguments) => guards.Joined(self, arguments));
        Guard(Global("JSON"), "stringify", static (guards, _, arguments) => guards.Written(arguments.At(0)) * Letter);
        GuardClass("AggregateError", native => Guarded(native, OfItems));
        GuardClass("Function", native => Guarded(native, _compilation.AdmitFunction));
        ObjectInstance integers = Global("BigInt");
        foreach (JsValue name in s_wrapping) Guard(integers, name, static (_, _, arguments) =>
            Number(arguments, 0) > BoundGlobals.MaxBits ? double.PositiveInfinity : 0);
        GuardClass("BigInt", native => Guarded(
            native, static (_, _, arguments) => Letters(arguments.At(0)) > MaxDigits ? double.PositiveInfinity : 0));
        for (int i = 0; i < s_arrays.Length; i++)
        {
            JsValue name = s_arrays[i].Name;
            _arrays[i] = _engine.Global.GetOwnProperty(name);
            _engine.Global.FastSetProperty(name, PropertyDescriptor.CreateLazy(
                (Guards: this, Index: i), static array => array.Guards.GuardArrays()[array.Index], PropertyFlag.NonEnumerable));
        }
        PropertyDescriptor intl = _engine.Global.GetOwnProperty("Intl");
        _engine.Global.FastSetProperty("Intl", PropertyDescriptor.CreateLazy(
            (Guards: this, Intl: intl), static state => state.Guards.Internationalization((ObjectInstance)state.Intl.Value),
            PropertyFlag.NonEnumerable));
    }

    // All at once, since each leads to others: bytes have a buffer, which has a class.
    private GuardedConstructor[] GuardArrays()
    {
        if (_guardedArrays is not null) return _guardedArrays;
        _guardedArrays = new GuardedConstructor[s_arrays.Length];
        for (int i = 0; i < s_arrays.Length; i++)
        {
            int bytes = s_arrays[i].Bytes;
            _guardedArrays[i] = Guarded((Constructor)_arrays[i].Value, (_, _, arguments) =>
                Math.Max(arguments.At(0) is JsNumber ? Number(arguments, 0) * bytes : 0, Length(arguments.At(0)) * Item));
        }
        var buffers = (ObjectInstance)_guardedArrays[0].Get("prototype");
        foreach (JsValue name in s_resizing) Guard(buffers, name, static (_, _, arguments) => Number(arguments, 0));
        var views = (ObjectInstance)_guardedArrays[1].Get("prototype");
        Guard(views.Prototype!, "join", static (guards, self, arguments) => guards.Joined(self, arguments));
        return _guardedArrays;
    }

    private ObjectInstance Internationalization(ObjectInstance intl)
    {
        foreach (JsValue key in intl.GetOwnPropertyKeys(Types.String))
        {
            if (intl.Get(key) is not Constructor native) continue;
            Guard(native, "supportedLocalesOf", OfItems);
            intl.FastSetProperty(key, new PropertyDescriptor(Guarded(native, OfItems), PropertyFlag.NonEnumerable));
        }
        Guard(intl, "getCanonicalLocales", OfItems);
        return intl;
    }

    private void Guard(ObjectInstance holder, JsValue name, Need need, bool isSearch = false)
    {
        PropertyDescriptor own = holder.GetOwnProperty(name);
        if (own == PropertyDescriptor.Undefined) return;
        holder.FastSetProperty(name, PropertyDescriptor.CreateLazy(
            (Guards: this, Own: own, Need: need, IsSearch: isSearch),
            static native => native.Guards.Guarded(native.Own.Value, native.Need, native.IsSearch), PropertyFlag.NonEnumerable));
    }

    private ClrFunction Guarded(JsValue native, Need need, bool isSearch) => new(
        _engine, NameOf(native),
        (self, arguments) => isSearch ? Search(native, need, self, arguments) : Call(native, need, self, arguments),
        (int)TypeConverter.ToNumber(native.Get("length")));

    private JsValue Call(JsValue native, Need need, JsValue self, JsValue[] arguments)
    {
        _budget.Afford(need(this, self, arguments));
        JsValue result = _engine.Call(native, self, arguments);
        _budget.Check();
        return result;
    }

    private JsValue Search(JsValue native, Need need, JsValue self, JsValue[] arguments)
    {
        _budget.Check();
        bool isLong = need(this, self, arguments) > _limit && ReferenceEquals(_expressions.Get("exec"), _exec);
        if (isLong) SetExec(_watchedExec ??= CreateWatchedExec());
        try
        {
            return _engine.Call(native, self, arguments);
        }
        finally
        {
            if (isLong && ReferenceEquals(_expressions.Get("exec"), _watchedExec)) SetExec(_exec);
        }
    }

    private ClrFunction CreateWatchedExec() => new(_engine, "exec", (self, arguments) =>
    {
        _budget.Check();
        return _engine.Call(_exec, self, arguments);
    }, 1);

    private void SetExec(JsValue exec) => _expressions.FastSetProperty("exec", new PropertyDescriptor(exec, PropertyFlag.NonEnumerable));

    private void GuardClass(JsValue name, Func<Constructor, GuardedConstructor> guard)
    {
        var native = (Constructor)Global(name);
        GuardedConstructor? guarded = null;
        Define(_engine.Global, name);
        Define((ObjectInstance)native.Get("prototype"), "constructor");

        void Define(ObjectInstance holder, JsValue key) => holder.FastSetProperty(
            key, PropertyDescriptor.CreateLazy(() => guarded ??= guard(native), PropertyFlag.NonEnumerable));
    }

    private GuardedConstructor Guarded(Constructor native, Need need) => Guarded(native, arguments =>
    {
        _budget.Afford(need(this, JsValue.Undefined, arguments));
        return arguments;
    });

    private GuardedConstructor Guarded(Constructor native, Func<JsValue[], JsValue[]> admit)
    {
        var guarded = new GuardedConstructor(_engine, native, admit);
        if (native.Get("prototype") is ObjectInstance prototype)
            prototype.FastSetProperty("constructor", new PropertyDescriptor(guarded, PropertyFlag.NonEnumerable));
        return guarded;
    }

    private ObjectInstance Global(JsValue name) => (ObjectInstance)_engine.Global.Get(name);

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

    private static double Rewritten(NativeGuards guards, JsValue self, JsValue[] arguments)
    {
        double letters = Letters(self);
        foreach (JsValue argument in arguments) letters += Letters(argument);
        return letters * Letter * 2;
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

    private static double OfItems(NativeGuards guards, JsValue self, JsValue[] arguments) => Length(arguments.At(0)) * Item;

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
        private readonly Func<JsValue[], JsValue[]> _admit;

        public GuardedConstructor(Engine engine, Constructor native, Func<JsValue[], JsValue[]> admit)
            : base(engine, NameOf(native))
        {
            _native = native;
            _admit = admit;
            Prototype = native.Prototype;
            foreach (KeyValuePair<JsValue, PropertyDescriptor> own in native.GetOwnProperties()) DefineOwnProperty(own.Key, own.Value);
        }

        public override ObjectInstance Construct(JsValue[] arguments, JsValue newTarget) =>
            _native.Construct(_admit(arguments), ReferenceEquals(newTarget, this) ? _native : newTarget);

        protected override JsValue Call(JsValue thisObject, JsValue[] arguments) =>
            Engine.Call(_native, thisObject, _admit(arguments));
    }
}
