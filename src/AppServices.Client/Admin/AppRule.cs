using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace AppServices.Admin;

/// <summary>Who may see and change the documents of a collection, or of all that have no rule. Source: client-api 14.3.</summary>
public sealed class AppRule : AppObject
{
    /// <summary>The name of the rule for collections that have none of their own.</summary>
    public const string DefaultName = "default";

    internal AppRule(JsonObject document, AppDefinition app, string serviceName) : base(document, app) => ServiceName = serviceName;

    /// <summary>Database and collection, such as <c>shop.orders</c>; <c>default</c> for collections without a rule.</summary>
    public string Name => Database is null ? DefaultName : $"{Database}.{Collection}";

    /// <summary>The data source.</summary>
    public string ServiceName { get; }

    /// <summary>The database; null for the default rule.</summary>
    public string? Database => Text("database");

    /// <summary>The collection; null for the default rule.</summary>
    public string? Collection => Text("collection");

    /// <summary>The roles, of which the first that applies to a user counts.</summary>
    public object? Role => Read(Document, "roles");

    /// <summary>The names of the roles.</summary>
    public IReadOnlyList<string> RoleName =>
        [.. ((Document["roles"] as JsonArray)?.OfType<JsonObject>() ?? []).Select(role => AdminApi.Text(role, "name") ?? "")];

    /// <summary>The filters, which narrow down what is searched.</summary>
    public object? Filter => Read(Document, "filters");

    /// <summary>Database and collection.</summary>
    public override string ToString() => Name;
}
