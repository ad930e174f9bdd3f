using System;
using MongoDB.Bson;

namespace AppServices.Server.Bson;

/// <summary>UUIDs as text with dashes, 8-4-4-4-12.</summary>
internal static class UuidText
{
    /// <returns>A binary of subtype 4, or null where the text is no UUID.</returns>
    public static BsonBinaryData? TryParse(string text) => Guid.TryParseExact(text, "D", out Guid id)
        ? new BsonBinaryData(id.ToByteArray(bigEndian: true), BsonBinarySubType.UuidStandard)
        : null;

    public static string Format(BsonBinaryData uuid) => new Guid(uuid.Bytes, bigEndian: true).ToString("D");
}
