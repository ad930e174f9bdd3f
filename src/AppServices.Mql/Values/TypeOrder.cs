using System;
using MongoDB.Bson;

namespace AppServices.Mql.Values;

/// <summary>
/// Where a type stands in MongoDB's comparison order. Types with the same rank compare by value, all others by rank alone.
/// The numbers are those of the key format, so they may never change.
/// </summary>
internal static class TypeOrder
{
    public const byte MinKey = 0x08;
    public const byte Undefined = 0x10;
    public const byte Null = 0x18;
    public const byte Number = 0x20;
    public const byte Text = 0x28;
    public const byte Document = 0x30;
    public const byte Array = 0x38;
    public const byte Binary = 0x40;
    public const byte ObjectId = 0x48;
    public const byte Boolean = 0x50;
    public const byte Date = 0x58;
    public const byte Timestamp = 0x60;
    public const byte Regex = 0x68;
    public const byte Code = 0x78;
    public const byte CodeWithScope = 0x80;
    public const byte MaxKey = 0xF0;

    /// <summary>The rank of a value; a missing one, null, ranks as undefined does.</summary>
    public static byte Of(BsonValue? value) => value is null ? Undefined : Of(value.BsonType);

    public static byte Of(BsonType type) => type switch
    {
        BsonType.MinKey => MinKey,
        BsonType.Undefined => Undefined,
        BsonType.Null => Null,
        BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => Number,
        BsonType.String or BsonType.Symbol => Text,
        BsonType.Document => Document,
        BsonType.Array => Array,
        BsonType.Binary => Binary,
        BsonType.ObjectId => ObjectId,
        BsonType.Boolean => Boolean,
        BsonType.DateTime => Date,
        BsonType.Timestamp => Timestamp,
        BsonType.RegularExpression => Regex,
        BsonType.JavaScript => Code,
        BsonType.JavaScriptWithScope => CodeWithScope,
        BsonType.MaxKey => MaxKey,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No value has this type."),
    };
}
