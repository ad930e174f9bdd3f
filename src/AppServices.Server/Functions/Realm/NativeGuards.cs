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
using static AppServices.Server.Functions.Realm.NativeNeeds;

namespace AppServices.Server.Functions.Realm;

/// <summary>
/// Keeps a call's limits in what the engine does natively. Most of that asks the budget on its way; what makes much of little, or goes
/// on for long without asking, says here beforehand about how many bytes it is going to need (<see cref="NativeNeeds"/>). What cannot be
/// limited is not offered: waiting for other threads, and realms without these guards.
/// </summary>
internal sealed class NativeGuards
{
    // Reading digits takes their number squared.
    private const int MaxDigits = 20_000;

    private static readonly JsValue[] s_notOffered = ["Atomics", "SharedArrayBuffer", "ShadowRealm"];

    private static readonly (JsValue Name, Need Need)[] s_texts =
    [
        ("repeat", static (_, self, arguments) => Letters(self) * Number(arguments, 0) * Letter),
        ("padStart", static (_, _, arguments) => Number(arguments, 0) * Letter),
        ("padEnd", static (_, _, arguments) => Number(arguments, 0) * Letter),
        ("replaceAll", static (needs, self, arguments) => needs.Replaced(self, arguments)),
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

    private static readonly (JsValue Name, int Bytes, Func<Intrinsics, Constructor> Own)[] s_arrays =
    [
        ("ArrayBuffer", 1, static own => own.ArrayBuffer), ("Int8Array", 1, static own => own.Int8Array),
        ("Uint8Array", 1, static own => own.Uint8Array), ("Uint8ClampedArray", 1, static own => own.Uint8ClampedArray),
        ("Int16Array", 2, static own => own.Int16Array), ("Uint16Array", 2, static own => own.Uint16Array),
        ("Float16Array", 2, static own => own.Float16Array), ("Int32Array", 4, static own => own.Int32Array),
        ("Uint32Array", 4, static own => own.Uint32Array), ("Float32Array", 4, static own => own.Float32Array),
        ("Float64Array", 8, static own => own.Float64Array), ("BigInt64Array", 8, static own => own.BigInt64Array),
        ("BigUint64Array", 8, static own => own.BigUint64Array),
    ];

    private readonly Engine _engine;
    private readonly CallBudget _budget;
    private readonly ScriptCompilation _compilation;
    private readonly double _limit;
    private readonly NativeNeeds _needs;
    private readonly ObjectInstance _expressions;
    private readonly JsValue _exec;
    private GuardedConstructor[]? _guardedArrays;
    private ClrFunction? _watchedExec;
    private ObjectInstance? _guardedObjects;

    /// <summary>
    /// Guards the natives of an engine in which no script has run yet. What guards one is made when it is first asked for.
    /// </summary>
    public NativeGuards(Engine engine, CallBudget budget, ScriptCompilation compilation, FunctionLimits limits)
    {
        _engine = engine;
        _budget = budget;
        _compilation = compilation;
        _limit = limits.MemoryBytes;
        _needs = new NativeNeeds(budget, _limit);
        _expressions = Prototype("RegExp");
        _exec = _expressions.Get("exec");
        Add();
    }

    /// <summary>Makes bytes of the engine's own.</summary>
    public JsValue Bytes(byte[] bytes)
    {
        // Their class must not be had unguarded.
        GuardArrays();
        return _engine.Intrinsics.Uint8Array.Construct(bytes);
    }

    private void Add()
    {
        foreach (JsValue name in s_notOffered)
            _engine.Global.FastSetProperty(name, new PropertyDescriptor(JsValue.Undefined, PropertyFlag.NonEnumerable));
        ObjectInstance texts = Prototype("String");
        foreach ((JsValue name, Need need) in s_texts) Guard(texts, name, need);
        DefineLater(
            texts, "normalize", (Guards: this, Own: texts.GetOwnProperty("normalize")),
            static native => native.Guards.Guarded(native.Guards.CreateNormalize(native.Own.Value), Normalized, isSearch: false));
        foreach ((JsValue name, Need need) in s_searches) Guard(texts, name, need, isSearch: true);
        Guard(_expressions, GlobalSymbolRegistry.Match, static (_, _, arguments) => Letters(arguments.At(0)) * MatchSize, isSearch: true);
        Guard(
            _expressions, GlobalSymbolRegistry.Replace, static (_, _, arguments) => Replacing(Letters(arguments.At(0)), arguments.At(1)),
            isSearch: true);
        foreach (JsValue name in s_encodings)
            Guard(_engine.Global, name, static (_, _, arguments) => Letters(arguments.At(0)) * Letter * LongestEncoding);
        DefineLater(_engine.Global, "Object", this, static guards => guards.GuardObjects());
        DefineLater(_engine.Intrinsics.Object.PrototypeObject, "constructor", this, static guards => guards.GuardObjects());
        ObjectInstance items = Prototype("Array");
        foreach (JsValue name in s_joining) Guard(items, name, static (needs, self, arguments) => needs.Joined(self, arguments));
        GuardClass("AggregateError", native => Guarded(native, OfItems));
        GuardClass("Function", native => Guarded(native, _compilation.AdmitFunction));
        GuardClass("BigInt", GuardIntegers);
        for (int i = 0; i < s_arrays.Length; i++)
        {
            DefineLater(
                _engine.Global, s_arrays[i].Name, (Guards: this, Index: i), static array => array.Guards.GuardArrays()[array.Index]);
        }
        GuardLater("Reflect", static (guards, reflect) => guards.Guard(reflect, "ownKeys", static (_, _, arguments) => Keys(arguments)));
        GuardLater("JSON", static (guards, json) => guards.Guard(
            json, "stringify", static (needs, _, arguments) => needs.Written(arguments.At(0)) * Letter));
        GuardLater("Intl", static (guards, intl) => guards.GuardInternationalization(intl));
    }

    // What nothing but its name leads to costs nothing until a script asks for it.
    private void GuardLater(JsValue name, Action<NativeGuards, ObjectInstance> guard) => DefineLater(
        _engine.Global, name, (Guards: this, Own: _engine.Global.GetOwnProperty(name), Guard: guard),
        static state =>
        {
            var native = (ObjectInstance)state.Own.Value;
            state.Guard(state.Guards, native);
            return native;
        });

    private static void DefineLater<T>(ObjectInstance holder, JsValue name, T state, Func<T, JsValue> make) =>
        holder.FastSetProperty(name, PropertyDescriptor.CreateLazy(state, make, PropertyFlag.NonEnumerable));

    // Nothing but two names leads to the class, and few functions ask for either.
    private ObjectInstance GuardObjects()
    {
        if (_guardedObjects is not null) return _guardedObjects;
        _guardedObjects = _engine.Intrinsics.Object;
        foreach (JsValue name in s_ofKeys) Guard(_guardedObjects, name, static (_, _, arguments) => Keys(arguments));
        return _guardedObjects;
    }

    private GuardedConstructor GuardIntegers(Constructor integers)
    {
        foreach (JsValue name in s_wrapping) Guard(integers, name, static (_, _, arguments) =>
            Number(arguments, 0) > BoundGlobals.MaxBits ? double.PositiveInfinity : 0);
        return Guarded(integers, static (_, _, arguments) => Letters(arguments.At(0)) > MaxDigits ? double.PositiveInfinity : 0);
    }

    // All at once, since each leads to others: bytes have a buffer, which has a class.
    private GuardedConstructor[] GuardArrays()
    {
        if (_guardedArrays is not null) return _guardedArrays;
        _guardedArrays = new GuardedConstructor[s_arrays.Length];
        for (int i = 0; i < s_arrays.Length; i++)
        {
            int bytes = s_arrays[i].Bytes;
            _guardedArrays[i] = Guarded(s_arrays[i].Own(_engine.Intrinsics), (_, _, arguments) =>
                arguments.At(0) switch
                {
                    JsNumber => Number(arguments, 0) * bytes,
                    JsTypedArray => Length(arguments.At(0)) * bytes,
                    var items => Length(items) * (bytes + Read),
                });
        }
        var buffers = (ObjectInstance)_guardedArrays[0].Get("prototype");
        foreach (JsValue name in s_resizing) Guard(buffers, name, static (_, _, arguments) => Number(arguments, 0));
        var views = (ObjectInstance)_guardedArrays[1].Get("prototype");
        Guard(views.Prototype!, "join", static (needs, self, arguments) => needs.Joined(self, arguments));
        return _guardedArrays;
    }

    private void GuardInternationalization(ObjectInstance intl)
    {
        foreach (JsValue key in intl.GetOwnPropertyKeys(Types.String))
        {
            if (intl.Get(key) is not Constructor native) continue;
            Guard(native, "supportedLocalesOf", OfItems);
            intl.FastSetProperty(key, new PropertyDescriptor(Guarded(native, OfItems), PropertyFlag.NonEnumerable));
        }
        Guard(intl, "getCanonicalLocales", OfItems);
    }

    private void Guard(ObjectInstance holder, JsValue name, Need need, bool isSearch = false)
    {
        PropertyDescriptor own = holder.GetOwnProperty(name);
        if (own == PropertyDescriptor.Undefined) return;
        DefineLater(
            holder, name, (Guards: this, Own: own, Need: need, IsSearch: isSearch),
            static native => native.Guards.Guarded(native.Own.Value, native.Need, native.IsSearch));
    }

    private ClrFunction Guarded(JsValue native, Need need, bool isSearch) => new(
        _engine, NameOf(native),
        (self, arguments) => isSearch ? Search(native, need, self, arguments) : Call(native, need, self, arguments),
        (int)TypeConverter.ToNumber(native.Get("length")));

    private JsValue Call(JsValue native, Need need, JsValue self, JsValue[] arguments)
    {
        _budget.Afford(need(_needs, self, arguments));
        JsValue result = _engine.Call(native, self, arguments);
        _budget.Check();
        return result;
    }

    private JsValue Search(JsValue native, Need need, JsValue self, JsValue[] arguments)
    {
        _budget.Check();
        bool isLong = need(_needs, self, arguments) > _limit && ReferenceEquals(_expressions.Get("exec"), _exec);
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

    // The engine asks .NET, which knows ASCII alone here (app-folder 4.6). What it refuses it refuses in its own words.
    private ClrFunction CreateNormalize(JsValue native) => new(_engine, "normalize", (self, arguments) =>
    {
        if (self.IsNull() || self.IsUndefined()) return _engine.Call(native, self, arguments);
        string text = TypeConverter.ToString(self), form = arguments.At(0).IsUndefined() ? "NFC" : TypeConverter.ToString(arguments.At(0));
        return form is "NFC" or "NFD" or "NFKC" or "NFKD"
            ? NormalForms.Shared.Normalize(text, composes: form[^1] == 'C', isCompatible: form.Length == 4, _budget.Check)
            : _engine.Call(native, text, [form]);
    }, 0);

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

        void Define(ObjectInstance holder, JsValue key) => DefineLater(holder, key, native, own => guarded ??= guard(own));
    }

    private GuardedConstructor Guarded(Constructor native, Need need) => Guarded(native, arguments =>
    {
        _budget.Afford(need(_needs, JsValue.Undefined, arguments));
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
