using System;
using System.Linq;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A database that this server cannot read, because a newer one wrote it. Nothing was changed.</summary>
internal sealed class DatabaseFormatException(string message) : Exception(message);

/// <summary>A database file of which parts cannot be read any more. Nothing was changed.</summary>
internal sealed class DatabaseDamagedException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// A document that writes build on was changed or deleted since it was read, so nothing was written. Read again and repeat.
/// </summary>
internal sealed class StaleWriteException(string collection) : Exception($"A document of '{collection}' is not as it was read.");

/// <summary>
/// The database cannot be reached, or does not do its work at the moment. What was asked for may be tried again after a while.
/// </summary>
internal sealed class StoreUnavailableException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A document's <c>_id</c>, or its values in a unique index, are taken.</summary>
internal sealed class DuplicateKeyException(CollectionName collection, string index, BsonDocument key, Exception? cause = null)
    : Exception($"E11000 duplicate key error collection: {collection} index: {index} dup key: {{ {Shown(key)} }}", cause)
{
    /// <summary>MongoDB's number for this error.</summary>
    public const int Code = 11000;

    /// <summary>The index's name; <c>_id_</c> for the <c>_id</c>.</summary>
    public string Index { get; } = index;

    /// <summary>The values that are taken.</summary>
    public BsonDocument Key { get; } = key;

    private static string Shown(BsonDocument key) => string.Join(", ", key.Select(field => $"{field.Name}: {ErrorText.Of(field.Value)}"));
}

/// <summary>What every store refuses in the same words.</summary>
internal static class StoreRefusals
{
    /// <summary>A view, where a collection of documents of its own is wanted.</summary>
    public static DocumentException IsView(CollectionName name) =>
        new(166, "CommandNotSupportedOnView", $"Namespace {name} is a view, not a collection");

    /// <summary>A name that is taken by something else.</summary>
    public static DocumentException Exists(CollectionName name) =>
        new(48, "NamespaceExists", $"namespace {name} already exists, but with different options");
}
