using AppServices.Server.Storage;

namespace AppServices.Server.Services;

/// <summary>A data source of an app, such as <c>mongodb-atlas</c>.</summary>
/// <param name="Name">The name that clients and functions use.</param>
/// <param name="Source">The name of its data in the store, unique among all apps.</param>
/// <param name="Store">Where its documents are.</param>
internal sealed record DataSource(string Name, string Source, IDataStore Store)
{
    /// <summary>The name that a data source of an app has in the store.</summary>
    public static string SourceOf(string clientAppId, string name) => $"{clientAppId}/{name}";

    /// <summary>The full name of a collection.</summary>
    public CollectionName Collection(string database, string collection) => new(Source, database, collection);
}
