using System.Collections.Generic;
using AppServices.Server.Errors;
using AppServices.Server.Features;

namespace AppServices.Server.Services;

/// <summary>The data sources of an app.</summary>
/// <param name="ByName">Those that can be used.</param>
/// <param name="Unreadable">The names of those that cannot, because their configuration is broken.</param>
internal sealed record DataSourceTable(IReadOnlyDictionary<string, DataSource> ByName, IReadOnlySet<string> Unreadable) : IAppPart
{
    /// <summary>The data source whose function a request calls.</summary>
    /// <exception cref="ApiException">There is no such data source, of which clients know the text (client-api 6.3), or its file is broken.</exception>
    public DataSource Require(string name, string function) => ByName.TryGetValue(name, out DataSource? source)
        ? source
        : throw new ApiException(400, "FunctionExecutionError", Unreadable.Contains(name)
            ? $"data source '{name}' cannot be used, because its file is broken; the server's log says where"
            : $"Cannot access member '{function}' of undefined");
}
