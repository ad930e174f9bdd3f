using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>What the documents of a collection look like. Source: client-api 14.3.</summary>
public sealed class AppSchema : AppObject
{
    internal AppSchema(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>Database and collection, such as <c>shop.orders</c>.</summary>
    public string Name => $"{Database}.{Collection}";

    /// <summary>The data source.</summary>
    public string ServiceName => AdminApi.Text(Part("metadata"), "data_source") ?? "";

    /// <summary>The database.</summary>
    public string Database => AdminApi.Text(Part("metadata"), "database") ?? "";

    /// <summary>The collection.</summary>
    public string Collection => AdminApi.Text(Part("metadata"), "collection") ?? "";

    /// <summary>The title, which is what one document is called; null for none.</summary>
    public string? Title => AdminApi.Text(Part("schema"), "title");

    /// <summary>The JSON schema.</summary>
    public object? Schema => Read(Document, "schema");

    /// <summary>The fields that refer to documents of other collections, by name.</summary>
    public object? Relationship => Read(Document, "relationships");

    /// <summary>Database and collection.</summary>
    public override string ToString() => Name;
}
