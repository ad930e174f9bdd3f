using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// The options that each method has, the same for clients and for functions: what is not named here is refused, and what is
/// named is honoured (docs/server.md lists those that have nothing to change here).
/// </summary>
internal static class MethodOptions
{
    // There is one server, whose reads see what was acknowledged and whose writes are durable when they are: nothing to choose.
    private static readonly string[] s_everywhere = ["collation", "comment", "maxTimeMS", "readConcern", "readPreference", "writeConcern"];

    private static readonly string[] s_transaction = ["readConcern", "writeConcern", "readPreference", "maxCommitTimeMS"];

    private static readonly string[] s_unsupported =
        ["let", "min", "max", "returnKey", "showRecordId", "tailable", "awaitData", "noCursorTimeout", "allowPartialResults", "explain",
            "cursor", "snapshot"];

    private static readonly FrozenDictionary<string, FrozenSet<string>> s_methods = new Dictionary<string, FrozenSet<string>>
    {
        ["find"] = Known("projection", "sort", "skip", "limit", "hint", "batchSize", "allowDiskUse"),
        ["findOne"] = Known("projection", "sort", "skip", "limit", "hint", "batchSize", "allowDiskUse"),
        ["findOneAndUpdate"] = Known(
            "projection", "sort", "upsert", "returnNewDocument", "arrayFilters", "hint", "bypassDocumentValidation"),
        ["findOneAndReplace"] = Known("projection", "sort", "upsert", "returnNewDocument", "hint", "bypassDocumentValidation"),
        // Core sends the last two of its other options along, where they mean nothing (client-api 7.1).
        ["findOneAndDelete"] = Known("projection", "sort", "hint", "upsert", "returnNewDocument"),
        ["aggregate"] = Known("hint", "batchSize", "allowDiskUse", "bypassDocumentValidation"),
        ["count"] = Known("skip", "limit", "hint"),
        ["distinct"] = Known("hint"),
        ["insertOne"] = Known("bypassDocumentValidation"),
        ["insertMany"] = Known("ordered", "bypassDocumentValidation"),
        ["updateOne"] = Known("upsert", "arrayFilters", "sort", "hint", "bypassDocumentValidation"),
        ["updateMany"] = Known("upsert", "arrayFilters", "hint", "bypassDocumentValidation"),
        ["replaceOne"] = Known("upsert", "sort", "hint", "bypassDocumentValidation"),
        ["deleteOne"] = Known("hint"),
        ["deleteMany"] = Known("hint"),
        ["bulkWrite"] = Known("ordered", "bypassDocumentValidation"),
        ["watch"] = new[] { "ids", "filter", "resumeAfter", "useCompactEvents", "collation" }.ToFrozenSet(),
        ["startSession"] = new[] { "causalConsistency", "defaultTransactionOptions" }.ToFrozenSet(),
        ["startTransaction"] = s_transaction.ToFrozenSet(),
        ["withTransaction"] = s_transaction.ToFrozenSet(),
    }.ToFrozenDictionary();

    /// <summary>Whether a method has an option.</summary>
    public static bool Has(string method, string option) => s_methods[method].Contains(option);

    /// <summary>Refuses what a method does not have. An option that is null is the same as none.</summary>
    /// <param name="method">The method.</param>
    /// <param name="given">The options.</param>
    /// <param name="others">What stands among the options without being one.</param>
    /// <exception cref="DocumentException">An option is unknown, or not supported, or asks for what there is not.</exception>
    public static void Check(string method, BsonDocument given, IReadOnlyList<string> others)
    {
        foreach (BsonElement option in given)
        {
            if (option.Value is BsonNull or BsonUndefined || others.Contains(option.Name)) continue;
            if (!Has(method, option.Name)) throw Unknown(method, option.Name);
            CheckValue(option);
        }
    }

    private static FrozenSet<string> Known(params string[] options) => [.. options, .. s_everywhere];

    // The options that have nothing to change are checked here, since nobody else reads them.
    private static void CheckValue(BsonElement option)
    {
        switch (option.Name)
        {
            case "collation" when option.Value is not BsonDocument { ElementCount: 1 } collation
                || collation.GetValue("locale", BsonNull.Value) != "simple":
                throw DocumentException.Unsupported("collation is not supported by the embedded database");
            case "readConcern" or "writeConcern" or "defaultTransactionOptions" when option.Value is not BsonDocument:
            case "readPreference" when option.Value is not (BsonDocument or BsonString):
                throw DocumentException.TypeMismatch($"'{option.Name}' must be a document");
            case "allowDiskUse" or "bypassDocumentValidation" or "causalConsistency" when option.Value is not BsonBoolean:
                throw DocumentException.TypeMismatch($"'{option.Name}' must be true or false");
            case "batchSize" or "maxCommitTimeMS" when option.Value is not { IsNumeric: true }:
                throw DocumentException.TypeMismatch($"'{option.Name}' must be a number");
        }
    }

    private static DocumentException Unknown(string method, string option) => s_unsupported.Contains(option)
        ? DocumentException.Unsupported($"'{option}' of {method} is not supported by the embedded database")
        : DocumentException.Numbered(40415, $"BSON field '{method}.{option}' is an unknown field.");
}
