using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>The data sources of an app.</summary>
/// <param name="ByName">Those that can be used.</param>
/// <param name="Unreadable">The names of those that cannot, because their configuration is broken.</param>
internal sealed record DataSourceTable(IReadOnlyDictionary<string, DataSource> ByName, IReadOnlySet<string> Unreadable) : IVisiblePart
{
    public string Section => "data_sources";

    public IReadOnlyList<string> Extensions => [MongoService.BulkWrite];

    public async ValueTask<BsonArray> SeeAsync(RuleContext context)
    {
        var sources = new BsonArray();
        foreach (DataSource source in ByName.Values.OrderBy(source => source.Name, StringComparer.Ordinal))
            if (await VisibleCollections.OfAsync(source, context) is { } databases)
                sources.Add(new BsonDocument { ["name"] = source.Name, ["databases"] = databases });
        return sources;
    }

    /// <summary>The data source whose function a request calls.</summary>
    /// <exception cref="ApiException">
    /// There is no such data source, of which clients know the text (client-api 6.3), or its file is broken.
    /// </exception>
    public DataSource Require(string name, string function) => ByName.TryGetValue(name, out DataSource? source)
        ? source
        : throw new ApiException(400, "FunctionExecutionError", Unreadable.Contains(name)
            ? $"data source '{name}' cannot be used, because its file is broken; the server's log says where"
            : $"Cannot access member '{function}' of undefined");
}
