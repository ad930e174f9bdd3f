using System.Globalization;
using Jint.Native;
using Jint.Runtime;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Values;

/// <summary><c>BSON.Timestamp</c>: made from <c>{t, i}</c>, from a Long, or from low and high bits.</summary>
internal static class TimestampClass
{
    public static BsonConstructor Build(BsonClassBuilder builder) => builder
        .Class("Timestamp", Create)
        .Method<BsonTimestamp>("toString", static self => ((ulong)self.Value).ToString(CultureInfo.InvariantCulture))
        .Method<BsonTimestamp>("toJSON", self => builder.Object("$timestamp", ((ulong)self.Value).ToString(CultureInfo.InvariantCulture)))
        .Property<BsonTimestamp>("t", static self => JsNumber.Create((double)(uint)self.Timestamp))
        .Property<BsonTimestamp>("i", static self => JsNumber.Create((double)(uint)self.Increment))
        .Equals<BsonTimestamp>()
        .Result;

    private static BsonTimestamp Create(ScriptArguments arguments) => arguments[0] switch
    {
        BsonObject { Value: BsonInt64 bits } => new BsonTimestamp(bits.Value),
        JsObject parts => Join(TypeConverter.ToUint32(parts.Get("t")), TypeConverter.ToUint32(parts.Get("i"))),
        _ => Join((uint)arguments.Int32(1), (uint)arguments.Int32(0)),
    };

    private static BsonTimestamp Join(uint seconds, uint increment) => new((long)(((ulong)seconds << 32) | increment));
}
