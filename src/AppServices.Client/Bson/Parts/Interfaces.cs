using System;
using System.Management.Automation;

namespace AppServices.Bson.Parts;

// What the values consist of. ConvertTo-Json and CliXml write whatever properties a type has, so its own are the names of Extended
// JSON only; these are found by name (and in C# through the interface) but never listed.

/// <summary>The parts of an <see cref="ObjectId"/>.</summary>
public interface IObjectId
{
    /// <summary>When the id was made, to the second, in UTC.</summary>
    [Hidden]
    DateTime CreationTime { get; }
}

/// <summary>The parts of a <see cref="Decimal128"/>.</summary>
public interface IDecimal128
{
    /// <summary>Whether the value is not a number.</summary>
    [Hidden]
    bool IsNaN { get; }

    /// <summary>Whether the value is one of the infinities.</summary>
    [Hidden]
    bool IsInfinity { get; }

    /// <summary>Whether the value has a minus sign; negative zero has one.</summary>
    [Hidden]
    bool IsNegative { get; }
}

/// <summary>The parts of a <see cref="BsonDateTime"/>.</summary>
public interface IBsonDateTime
{
    /// <summary>Milliseconds since 1970-01-01T00:00:00Z.</summary>
    [Hidden]
    long MillisecondsSinceEpoch { get; }
}

/// <summary>The parts of a <see cref="BsonTimestamp"/>.</summary>
public interface IBsonTimestamp
{
    /// <summary>Seconds since 1970-01-01 UTC.</summary>
    [Hidden]
    uint Seconds { get; }

    /// <summary>Number of the operation within that second.</summary>
    [Hidden]
    uint Increment { get; }
}

/// <summary>The parts of a <see cref="BsonBinary"/>.</summary>
public interface IBsonBinary
{
    /// <summary>The BSON subtype.</summary>
    [Hidden]
    byte Subtype { get; }

    /// <summary>The content.</summary>
    [Hidden]
    ReadOnlyMemory<byte> Bytes { get; }
}

/// <summary>The parts of a <see cref="BsonRegularExpression"/>.</summary>
public interface IBsonRegularExpression
{
    /// <summary>The pattern.</summary>
    [Hidden]
    string Pattern { get; }

    /// <summary>The option letters in alphabetical order; empty when there are none.</summary>
    [Hidden]
    string Options { get; }
}

/// <summary>The parts of a <see cref="BsonJavaScript"/>.</summary>
public interface IBsonJavaScript
{
    /// <summary>The source.</summary>
    [Hidden]
    string Code { get; }
}

/// <summary>The parts of a <see cref="BsonJavaScriptWithScope"/>.</summary>
public interface IBsonJavaScriptWithScope : IBsonJavaScript
{
    /// <summary>Names and values of the variables.</summary>
    [Hidden]
    BsonDocument Scope { get; }
}

/// <summary>The parts of a <see cref="BsonSymbol"/>.</summary>
public interface IBsonSymbol
{
    /// <summary>The text.</summary>
    [Hidden]
    string Name { get; }
}

/// <summary>The parts of a <see cref="BsonDBPointer"/>.</summary>
public interface IBsonDBPointer
{
    /// <summary>Database and collection, such as <c>shop.orders</c>.</summary>
    [Hidden]
    string Namespace { get; }

    /// <summary>The document's id.</summary>
    [Hidden]
    ObjectId Id { get; }
}
