using System;
using System.Globalization;
using Jint.Native;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.Long</c>: 64-bit integers, exact where a JavaScript number is not.</summary>
internal static class LongClass
{
    public static BsonConstructor Build(BsonClassBuilder builder) => builder
        .Class("Long", static arguments => arguments switch
        {
            _ when arguments.Bson(0) is BsonInt64 same => same,
            _ when arguments.Has(1) => new BsonInt64(((long)arguments.Int32(1) << 32) | (uint)arguments.Int32(0)),
            _ => FromText(arguments),
        })
        .Static("fromString", FromText)
        .Static("fromNumber", static arguments => new BsonInt64(ToInt64(arguments.Number(0))))
        .Static("fromInt", static arguments => new BsonInt64(arguments.Int32(0)))
        .Static("fromBits", static arguments => new BsonInt64(((long)arguments.Int32(1) << 32) | (uint)arguments.Int32(0)))
        .Method<BsonInt64>("toString", Text)
        .Method<BsonInt64>("toJSON", Text)
        .Method<BsonInt64>("valueOf", Number)
        .Method<BsonInt64>("toNumber", Number)
        .Method<BsonInt64>("toInt", static self => JsNumber.Create((int)self.Value))
        .Method<BsonInt64>("equals", static (self, arguments) => arguments.Bson(0) is BsonInt64 other
            ? self.Value == other.Value
            : self.Value == arguments.Number(0))
        .Property<BsonInt64>("low", static self => JsNumber.Create((int)self.Value))
        .Property<BsonInt64>("high", static self => JsNumber.Create((int)(self.Value >> 32)))
        .Result;

    private static JsValue Text(BsonInt64 self) => self.Value.ToString(CultureInfo.InvariantCulture);

    private static JsNumber Number(BsonInt64 self) => JsNumber.Create((double)self.Value);

    private static BsonInt64 FromText(ScriptArguments arguments)
    {
        if (arguments[0] is JsNumber || !arguments.Has(0)) return new BsonInt64(ToInt64(arguments.Number(0)));
        return long.TryParse(arguments.Text(0), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? new BsonInt64(value)
            : throw arguments.Wrong("a Long is made from a 64-bit integer");
    }

    private static long ToInt64(double value) => double.IsNaN(value) ? 0 : (long)Math.Truncate(value);
}
