using System;

namespace AppServices.Ejson;

/// <summary>Finds the <see cref="TypeKey"/> of a name.</summary>
internal static class TypeKeys
{
    // That of $regularExpression.
    private const int MaxNameLength = 18;

    /// <summary>Whether an object with this name is a type object, or else an error.</summary>
    public static bool IsAlwaysType(this TypeKey key) => key is not TypeKey.None and < TypeKey.Scope;

    /// <summary>Whether a field with this name makes an object a type object, or else an error.</summary>
    public static bool IsTypeName(string name)
    {
        if (name.Length is < 4 or > MaxNameLength || name[0] != '$') return false;
        Span<byte> ascii = stackalloc byte[MaxNameLength];
        for (int i = 0; i < name.Length; i++) ascii[i] = name[i] < 0x80 ? (byte)name[i] : (byte)0;
        return Find(ascii.Slice(0, name.Length)).IsAlwaysType();
    }

    /// <summary>The name itself.</summary>
    public static string Text(TypeKey key) => key switch
    {
        TypeKey.Oid => "$oid",
        TypeKey.NumberInt => "$numberInt",
        TypeKey.NumberLong => "$numberLong",
        TypeKey.NumberDouble => "$numberDouble",
        TypeKey.NumberDecimal => "$numberDecimal",
        TypeKey.Date => "$date",
        TypeKey.Binary => "$binary",
        TypeKey.Uuid => "$uuid",
        TypeKey.Code => "$code",
        TypeKey.Timestamp => "$timestamp",
        TypeKey.RegularExpression => "$regularExpression",
        TypeKey.Symbol => "$symbol",
        TypeKey.DBPointer => "$dbPointer",
        TypeKey.MinKey => "$minKey",
        TypeKey.MaxKey => "$maxKey",
        TypeKey.Undefined => "$undefined",
        TypeKey.Scope => "$scope",
        TypeKey.Regex => "$regex",
        TypeKey.Options => "$options",
        TypeKey.Type => "$type",
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    /// <summary>The key that a name in UTF-8 is.</summary>
    public static TypeKey Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < 4 || name[0] != '$') return TypeKey.None;
        return name.Length switch
        {
            4 => Is(name, "$oid"u8, TypeKey.Oid),
            5 => name[1] switch
            {
                (byte)'d' => Is(name, "$date"u8, TypeKey.Date),
                (byte)'u' => Is(name, "$uuid"u8, TypeKey.Uuid),
                (byte)'c' => Is(name, "$code"u8, TypeKey.Code),
                _ => Is(name, "$type"u8, TypeKey.Type),
            },
            6 => name[1] == 's' ? Is(name, "$scope"u8, TypeKey.Scope) : Is(name, "$regex"u8, TypeKey.Regex),
            7 => name[1] switch
            {
                (byte)'b' => Is(name, "$binary"u8, TypeKey.Binary),
                (byte)'s' => Is(name, "$symbol"u8, TypeKey.Symbol),
                _ => name[2] == 'i' ? Is(name, "$minKey"u8, TypeKey.MinKey) : Is(name, "$maxKey"u8, TypeKey.MaxKey),
            },
            8 => Is(name, "$options"u8, TypeKey.Options),
            10 => name[1] switch
            {
                (byte)'n' => Is(name, "$numberInt"u8, TypeKey.NumberInt),
                (byte)'t' => Is(name, "$timestamp"u8, TypeKey.Timestamp),
                (byte)'u' => Is(name, "$undefined"u8, TypeKey.Undefined),
                _ => Is(name, "$dbPointer"u8, TypeKey.DBPointer),
            },
            11 => Is(name, "$numberLong"u8, TypeKey.NumberLong),
            13 => Is(name, "$numberDouble"u8, TypeKey.NumberDouble),
            14 => Is(name, "$numberDecimal"u8, TypeKey.NumberDecimal),
            18 => Is(name, "$regularExpression"u8, TypeKey.RegularExpression),
            _ => TypeKey.None,
        };
    }

    private static TypeKey Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, TypeKey key) =>
        name.SequenceEqual(text) ? key : TypeKey.None;
}

/// <summary>The names by which Extended JSON marks a type (client-api 12.1).</summary>
internal enum TypeKey : byte
{
    /// <summary>An ordinary name.</summary>
    None,
    Oid,
    NumberInt,
    NumberLong,
    NumberDouble,
    NumberDecimal,
    Date,
    Binary,
    Uuid,
    Code,
    Timestamp,
    RegularExpression,
    Symbol,
    DBPointer,
    MinKey,
    MaxKey,
    Undefined,

    /// <summary>From here on: names that mark a type only in company of another, and are ordinary otherwise.</summary>
    Scope,
    Regex,
    Options,
    Type,
}
