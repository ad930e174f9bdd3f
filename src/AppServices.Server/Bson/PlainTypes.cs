using System.Globalization;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>The type objects with one key and a string: numbers, object ids, symbols and UUIDs (client-api 12.1).</summary>
internal static class PlainTypes
{
    public static bool IsKey(string key) => key is
        "$oid" or "$numberInt" or "$numberLong" or "$numberDouble" or "$numberDecimal" or "$symbol" or "$uuid";

    /// <returns>The value, or null where the text is not one of the type.</returns>
    public static BsonValue? Parse(string key, string text) => key switch
    {
        "$oid" => ParseObjectId(text),
        "$numberInt" =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int narrow) ? new BsonInt32(narrow) : null,
        "$numberLong" =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long wide) ? new BsonInt64(wide) : null,
        "$numberDouble" => DoubleText.TryParse(text, out double number) ? new BsonDouble(number) : null,
        "$numberDecimal" => Decimal128.TryParse(text, out Decimal128 number) ? new BsonDecimal128(number) : null,
        "$uuid" => UuidText.TryParse(text),
        _ => BsonSymbol.Create(text),
    };

    private static BsonObjectId? ParseObjectId(string text) =>
        text.Length == 24 && ObjectId.TryParse(text, out ObjectId id) ? new BsonObjectId(id) : null;
}
