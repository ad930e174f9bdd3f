using System;
using AppServices.Mql;
using Jint;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>The arguments a script gave to a function of ours, read by position.</summary>
internal readonly struct ScriptArguments(Engine engine, JsValue[] values)
{
    private const uint ItemsPerLook = 1024;
    private const uint MaxItems = 16_000_000;

    /// <summary>How many there are.</summary>
    public int Count => values.Length;

    /// <summary>An argument, <c>undefined</c> when it is missing.</summary>
    public JsValue this[int index] => index < values.Length ? values[index] : JsValue.Undefined;

    /// <summary>Whether an argument is there and not <c>undefined</c>.</summary>
    public bool Has(int index) => !this[index].IsUndefined();

    /// <summary>An argument as text, the way JavaScript makes text of any value, as UTF-8 can have it.</summary>
    public string Text(int index) => UnicodeText.WellFormed(TypeConverter.ToString(this[index]));

    /// <summary>An argument as a number, the way JavaScript makes a number of any value.</summary>
    public double Number(int index) => TypeConverter.ToNumber(this[index]);

    /// <summary>An argument as the low 32 bits of a number.</summary>
    public int Int32(int index) => TypeConverter.ToInt32(this[index]);

    /// <summary>The BSON value an argument stands for, or null if it is none.</summary>
    public BsonValue? Bson(int index) => (this[index] as BsonObject)?.Value;

    /// <summary>An argument as bytes: a byte array, a buffer, an array of numbers or a Binary; null if it is none.</summary>
    public byte[]? Bytes(int index)
    {
        JsValue value = this[index];
        if (value is BsonObject { Value: BsonBinaryData binary }) return binary.Bytes;
        if (value.IsUint8Array()) return value.AsUint8Array();
        if (value.IsArrayBuffer()) return value.AsArrayBuffer();
        if (value is not JsArray array) return null;
        // A script can say any index, and makes an array that long with it.
        if (array.Length > MaxItems) throw Wrong("the array is too long");

        var bytes = new byte[array.Length];
        for (uint i = 0; i < array.Length; i++)
        {
            if (i % ItemsPerLook == ItemsPerLook - 1) engine.Constraints.Check();
            bytes[i] = (byte)TypeConverter.ToInt32(array[i]);
        }
        return bytes;
    }

    /// <summary>A Date for a point in time.</summary>
    public JsDate Date(DateTime time) => new(engine, time);

    /// <summary>The error to throw for an argument that cannot be.</summary>
    public JavaScriptException Wrong(string message) => new(engine.Intrinsics.TypeError, message);

    /// <summary>Runs a parser and turns its complaint into a script error.</summary>
    public T Parse<T>(Func<T> parse, string message)
    {
        try
        {
            return parse();
        }
        catch (Exception error) when (error is FormatException or OverflowException or ArgumentException)
        {
            throw new JavaScriptException(engine.Intrinsics.TypeError, message);
        }
    }
}
