using System.Collections.Generic;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary>Makes the values of one call: BSON in, what scripts see out (app-folder 4.4).</summary>
internal sealed class ScriptValues(Engine engine)
{
    private const long LatestScriptDate = 8_640_000_000_000_000;

    /// <summary>The classes of the global <c>BSON</c>.</summary>
    public BsonClasses Classes { get; } = new(engine);

    /// <summary>The types of the numbers handed out.</summary>
    public NumberTypes Numbers { get; } = new();

    /// <summary>Dates and expressions that JavaScript shows only in part, by the object that stands for them.</summary>
    public Dictionary<JsValue, BsonValue> Originals { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>A fresh JavaScript value.</summary>
    public JsValue ToScript(BsonValue value) => value switch
    {
        BsonDocument document => ToObject(document),
        BsonArray array => ToArray(array),
        BsonString text => new JsString(text.Value),
        BsonInt32 number => JsNumber.Create(number.Value),
        BsonDouble number => Numbers.ToScript(number),
        BsonInt64 number when NumberTypes.IsExact(number.Value) => Numbers.ToScript(number),
        BsonBoolean boolean => boolean.Value ? JsBoolean.True : JsBoolean.False,
        BsonNull => JsValue.Null,
        BsonUndefined => JsValue.Undefined,
        BsonDateTime date => ToDate(date),
        BsonRegularExpression expression => ToRegExp(expression),
        _ => Classes.Wrap(value),
    };

    /// <summary>Fresh JavaScript values.</summary>
    public JsValue[] ToScript(IReadOnlyList<BsonValue> values)
    {
        var converted = new JsValue[values.Count];
        for (int i = 0; i < converted.Length; i++) converted[i] = ToScript(values[i]);
        return converted;
    }

    private JsObject ToObject(BsonDocument document)
    {
        var converted = new JsObject(engine);
        for (int i = 0; i < document.ElementCount; i++)
        {
            BsonElement element = document.GetElement(i);
            converted.FastSetDataProperty(element.Name, ToScript(element.Value));
        }

        return converted;
    }

    private JsArray ToArray(BsonArray array)
    {
        var items = new JsValue[array.Count];
        for (int i = 0; i < items.Length; i++) items[i] = ToScript(array[i]);
        return new JsArray(engine, items);
    }

    private JsDate ToDate(BsonDateTime date)
    {
        long milliseconds = date.MillisecondsSinceEpoch;
        if (milliseconds is >= -LatestScriptDate and <= LatestScriptDate) return new JsDate(engine, milliseconds);

        var invalid = new JsDate(engine, 0L);
        engine.Call(invalid.Get("setTime"), invalid, [JsNumber.Create(double.NaN)]);
        Originals.Add(invalid, date);
        return invalid;
    }

    private ObjectInstance ToRegExp(BsonRegularExpression expression)
    {
        try
        {
            string flags = RegexFlags.Common(expression.Options);
            ObjectInstance converted = engine.Construct(engine.Intrinsics.RegExp, new JsString(expression.Pattern), new JsString(flags));
            Originals.Add(converted, expression);
            return converted;
        }
        catch (JavaScriptException)
        {
            // A pattern of another dialect: scripts can still pass it on.
            return Classes.Wrap(expression);
        }
    }
}
