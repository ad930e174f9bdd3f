using System.Collections.Generic;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>A collection of the server's own state and the fields by which its documents can be found.</summary>
/// <param name="Name">The collection's name.</param>
/// <param name="Unique">Fields of which no two documents may have the same value; a missing field is no value.</param>
/// <param name="Indexed">Fields that several documents may share.</param>
internal sealed record StateSchema(string Name, IReadOnlyList<string> Unique, IReadOnlyList<string> Indexed)
{
    private const string Database = "appservices";

    /// <summary>Its indexes. A field that a document does not have is no value here, so they leave such documents out.</summary>
    public IEnumerable<IndexDefinition> Indexes =>
        [.. Unique.Select(static name => Sparse(name) with { IsUnique = true }), .. Indexed.Select(Sparse)];

    /// <summary>Where the collection is in the store.</summary>
    public CollectionName FullName { get; } = new("", Database, Name);

    private static IndexDefinition Sparse(string field) => new(new BsonDocument(field, 1)) { IsSparse = true };
}
