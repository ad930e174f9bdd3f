using System.Collections.Generic;

namespace AppServices.Server.Storage;

/// <summary>A collection of the server's own state and the fields by which its documents can be found.</summary>
/// <param name="Name">The collection's name.</param>
/// <param name="Unique">Fields of which no two documents may have the same value; a missing field is no value.</param>
/// <param name="Indexed">Fields that several documents may share.</param>
internal sealed record StateSchema(string Name, IReadOnlyList<string> Unique, IReadOnlyList<string> Indexed)
{
    private const string Database = "appservices";

    /// <summary>Where the collection is in the store.</summary>
    public CollectionName FullName { get; } = new("", Database, Name);
}
