namespace AppServices.Server.Storage;

/// <summary>A collection's full name.</summary>
/// <param name="Source">The data source, unique in the store, such as <c>shop-qwert/mongodb-atlas</c>; empty for the server's own state.</param>
/// <param name="Database">The database.</param>
/// <param name="Collection">The collection.</param>
internal sealed record CollectionName(string Source, string Database, string Collection)
{
    /// <summary>Database and collection, as MongoDB writes them.</summary>
    public override string ToString() => $"{Database}.{Collection}";
}
