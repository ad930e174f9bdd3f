using System.Collections.Generic;

namespace AppServices.Server.Storage;

/// <summary>A collection's full name.</summary>
/// <param name="Source">
/// The data source, unique in the store, such as <c>shop-qwert/mongodb-atlas</c>; empty for the server's own state.
/// </param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
internal sealed record CollectionName(string Source, string Database, string Collection)
{
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
