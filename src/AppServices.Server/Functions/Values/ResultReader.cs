using System;
using System.Collections.Generic;
using System.Numerics;
using AppServices.Mql;
using AppServices.Server.Functions.Data;
using AppServices.Server.Functions.Realm;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>
/// Reads what a script returned: JavaScript in, BSON out (app-folder 4.3, 4.4). Promises may stand anywhere in it; the
/// first pass lists them in <see cref="Pending"/>, and a later one, with their results in <see cref="Settled"/>, reads all.
/// </summary>
internal sealed class ResultReader(FunctionRealm realm)
{
    private const int MaxDepth = 200;
    // A value as BSON, and the way it takes there.
    private const double ValueBytes = 48;

    // What is read is there twice, and again as the reply's text.
    private const double Copies = 4;

    private double _bytes;
    private readonly HashSet<JsValue> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Promises met whose results are not known yet.</summary>
    public List<JsValue> Pending { get; } = [];

    /// <summary>The results of promises met before.</summary>
    public Dictionary<JsValue, JsValue> Settled { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The BSON value; not to be used while <see cref="Pending"/> has entries.</summary>
    /// <exception cref="JavaScriptException">The value contains itself, or is nested too deep.</exception>
    public BsonValue Read(JsValue value)
    {
        Charge(value is JsString text ? text.Length : 0);
        return Convert(value);
    }

    private BsonValue Convert(JsValue value) => value switch
    {
        JsNumber number => realm.Values.Numbers.FromScript(number),
        JsString text => new BsonString(UnicodeText.WellFormed(text.ToString())),
        JsBoolean => value.AsBoolean() ? BsonBoolean.True : BsonBoolean.False,
        BsonObject typed => typed.Value,
        ObjectInstance instance => ReadObject(instance),
        JsBigInt integer => ReadBigInt(integer),
        _ => value.IsNull() ? BsonNull.Value : BsonUndefined.Value,
    };

    // Reading runs no statement of script, at which the engine would look at the budget.
    private void Charge(double bytes)
    {
        _bytes += ValueBytes + bytes;
        realm.Budget.Afford(_bytes * Copies);
    }

    private BsonValue ReadObject(ObjectInstance instance)
    {
        if (instance.IsPromise()) return ReadPromise(instance);
        if (instance is CursorObject cursor) return ReadPromise((ObjectInstance)cursor.ToArray());
        if (instance is JsDate date) return ReadDate(date);
        if (instance is JsRegExp expression) return ReadRegExp(expression);
        if (instance.IsCallable()) return BsonUndefined.Value;
        if (instance.IsUint8Array()) return ReadBytes(instance.AsUint8Array());
        if (instance.IsArrayBuffer()) return ReadBytes(instance.AsArrayBuffer() ?? []);
        if (BoxedPrimitive(instance) is { } primitive) return Read(primitive);

        if (_open.Count >= MaxDepth) throw Refuse($"the value is nested deeper than {MaxDepth} levels");
        if (!_open.Add(instance)) throw Refuse("the value contains itself and cannot be sent");
        BsonValue converted = instance.IsArray() ? ReadArray(instance) : ReadDocument(instance);
        _open.Remove(instance);
        return converted;
    }

    private BsonBinaryData ReadBytes(byte[] bytes)
    {
        Charge(bytes.Length);
        return new BsonBinaryData(bytes);
    }

    private BsonNull WaitFor(ObjectInstance promise)
    {
        Pending.Add(promise);
        return BsonNull.Value;
    }

    private BsonValue ReadPromise(ObjectInstance promise) =>
        Settled.TryGetValue(promise, out JsValue? result) ? Read(result) : WaitFor(promise);

    private BsonValue ReadDate(JsDate date)
    {
        if (!double.IsNaN(date.DateValue)) return new BsonDateTime((long)date.DateValue);
        return realm.Values.Originals.TryGetValue(date, out BsonValue? original) ? original : BsonNull.Value;
    }

    private BsonValue ReadRegExp(JsRegExp expression)
    {
        if (realm.Values.Originals.TryGetValue(expression, out BsonValue? original)) return original;
        string pattern = UnicodeText.WellFormed(TypeConverter.ToString(expression.Get("source")));
        if (pattern.Contains('\0', StringComparison.Ordinal)) throw Refuse("a regular expression with a null character cannot be sent");
        return new BsonRegularExpression(pattern, RegexFlags.Common(expression.Flags));
    }

    private BsonArray ReadArray(ObjectInstance array)
    {
        uint length = TypeConverter.ToUint32(array.Get("length"));
        realm.Budget.Afford((_bytes + length * ValueBytes) * Copies);
        var items = new BsonArray();
        for (uint i = 0; i < length; i++)
        {
            items.Add(Read(array.Get(JsNumber.Create(i))));
        }
        return items;
    }

    private BsonDocument ReadDocument(ObjectInstance instance)
    {
        realm.Budget.Afford(NativeNeeds.Size(instance));
        var document = new BsonDocument();
        foreach (JsValue key in instance.GetOwnPropertyKeys(Jint.Runtime.Types.String))
        {
            if (!instance.GetOwnProperty(key).Enumerable) continue;
            JsValue value = instance.Get(key);
            // Methods are no data: as in JSON they stay behind.
            if (value.IsCallable()) continue;
            Charge(((JsString)key).Length);
            string name = UnicodeText.WellFormed(key.ToString());
            if (name.Contains('\0', StringComparison.Ordinal)) throw Refuse("a property name with a null character cannot be sent");
            document[name] = Read(value);
        }

        return document;
    }

    /// <summary>The primitive value of an object around one; null for any other object.</summary>
    public static JsValue? BoxedPrimitive(ObjectInstance instance) => instance switch
    {
        JsObject or JsArray or JsTypedArray => null,
        _ when instance.ToObject() is string text => new JsString(text),
        _ when instance.ToObject() is double number => JsNumber.Create(number),
        _ when instance.ToObject() is bool boolean => boolean ? JsBoolean.True : JsBoolean.False,
        _ => null,
    };

    private BsonInt64 ReadBigInt(JsBigInt integer)
    {
        var value = (BigInteger)integer.ToObject()!;
        return value >= long.MinValue && value <= long.MaxValue
            ? new BsonInt64((long)value)
            : throw Refuse("a BigInt that does not fit 64 bits cannot be sent");
    }

    private JavaScriptException Refuse(string message) => new(realm.Engine.Intrinsics.TypeError, message);
}
