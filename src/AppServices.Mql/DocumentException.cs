using System;
using MongoDB.Bson;

namespace AppServices.Mql;

/// <summary>An operation that the database refuses, with MongoDB's number and name for the reason.</summary>
internal sealed class DocumentException(int code, string codeName, string message) : Exception(Cut(message))
{
    private const int MaxLetters = 4096;

    /// <summary>MongoDB's error number, such as 2.</summary>
    public int Code { get; } = code;

    /// <summary>MongoDB's error name, such as <c>BadValue</c>.</summary>
    public string CodeName { get; } = codeName;

    /// <summary>More about it, as MongoDB's <c>errInfo</c>; null for nothing.</summary>
    public BsonDocument? ErrorInfo { get; init; }

    public static DocumentException BadValue(string message) => new(2, "BadValue", message);

    public static DocumentException FailedToParse(string message) => new(9, "FailedToParse", message);

    public static DocumentException TypeMismatch(string message) => new(14, "TypeMismatch", message);

    public static DocumentException ConflictingUpdates(string message) => new(40, "ConflictingUpdateOperators", message);

    public static DocumentException Unsupported(string message) => new(115, "CommandNotSupported", message);

    public static DocumentException ImmutableField(string message) => new(66, "ImmutableField", message);

    /// <summary>A change of a document's id by a path.</summary>
    public static DocumentException ImmutableId(string path) =>
        ImmutableField($"Performing an update on the path '{path}' would modify the immutable field '_id'");

    public static DocumentException PathNotViable(string message) => new(28, "PathNotViable", message);

    /// <summary>An operation whose time is over.</summary>
    public static DocumentException MaxTimeExpired() => new(50, "MaxTimeMSExpired", "operation exceeded time limit");

    /// <summary>A value that cannot become one of another type.</summary>
    public static DocumentException ConversionFailure(string message) => new(241, "ConversionFailure", message);

    /// <summary>An error by its number; most have no other name.</summary>
    public static DocumentException Numbered(int code, string message) => new(code, NameOf(code), message);

    // A message may quote what a caller sent, which may be long.
    private static string Cut(string message) => message.Length <= MaxLetters ? message : $"{message.AsSpan(0, MaxLetters)}...";

    private static string NameOf(int code) => code switch
    {
        2 => "BadValue",
        9 => "FailedToParse",
        14 => "TypeMismatch",
        15 => "Overflow",
        72 => "InvalidOptions",
        73 => "InvalidNamespace",
        146 => "ExceededMemoryLimit",
        168 => "InvalidPipelineOperator",
        224 => "QueryFeatureNotAllowed",
        232 => "MaxSubPipelineDepthExceeded",
        292 => "QueryExceededMemoryLimitNoDiskUseAllowed",
        10334 => "BSONObjectTooLarge",
        11000 => "DuplicateKey",
        13113 => "MergeStageNoMatchingDocument",
        _ => $"Location{code}",
    };
}
