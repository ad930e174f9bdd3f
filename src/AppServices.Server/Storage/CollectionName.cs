using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;

namespace AppServices.Server.Storage;

/// <summary>A collection's full name.</summary>
/// <param name="Source">
/// The data source, unique in the store, such as <c>shop-qwert/mongodb-atlas</c>; empty for the server's own state.
/// </param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
internal sealed record CollectionName(string Source, string Database, string Collection)
{
    private const int MaxDatabase = 63;
    private const int MaxCollection = 235;

    private static readonly SearchValues<char> s_notInDatabase = SearchValues.Create("/\\. \"$*<>:|?\0");

    /// <summary>Why MongoDB could have no collection of these names; null where it could.</summary>
    public static string? Problem(string database, string collection)
    {
        if (database.Length == 0 || database.AsSpan().ContainsAny(s_notInDatabase) || Encoding.UTF8.GetByteCount(database) > MaxDatabase)
            return $"'{database}' is no name of a database: {MaxDatabase} bytes without /\\. \"$*<>:|? are possible";
        return collection.Length == 0 || collection.AsSpan().ContainsAny('$', '\0') || collection[0] == '.' || collection[^1] == '.'
            || collection.StartsWith("system.", StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(collection) > MaxCollection
            ? $"'{collection}' is no name of a collection: {MaxCollection} bytes without $ are possible, which begin neither with "
                + "'system.' nor with a dot, nor end with one"
            : null;
    }

    /// <summary>
    /// Whether a collection is this one, or of this database where no collection is named, or of this data source where no database is.
    /// </summary>
    public bool Includes(CollectionName other) =>
        Source == other.Source
        && (Database.Length == 0 || Database == other.Database)
        && (Collection.Length == 0 || Collection == other.Collection);

    /// <summary>The names that include this one: its own, and those of all of its database and of its data source.</summary>
    public IEnumerable<CollectionName> Scopes() =>
        [this, this with { Collection = "" }, this with { Database = "", Collection = "" }];

    /// <summary>Database and collection, as MongoDB writes them.</summary>
    public override string ToString() => $"{Database}.{Collection}";
}
