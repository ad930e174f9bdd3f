namespace AppServices.Ejson;

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
