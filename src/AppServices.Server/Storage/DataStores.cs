using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Server.Storage;

/// <summary>The stores of a server.</summary>
/// <param name="Main">That of the server's own state, and of all data sources that have none of their own.</param>
/// <param name="Others">
/// Those of other data sources, by their names in the store, such as <c>shop-qwert/mongodb-atlas</c>, or by those in apps.
/// </param>
internal sealed record DataStores(IDataStore Main, IReadOnlyDictionary<string, IDataStore> Others) : IAsyncDisposable
{
    /// <summary>The store alone.</summary>
    public static DataStores Of(IDataStore store) => new(store, new Dictionary<string, IDataStore>());

    /// <summary>All of them.</summary>
    public IEnumerable<IDataStore> All => Others.Values.Prepend(Main);

    /// <summary>Where the data of a data source are; empty for the server's own state.</summary>
    /// <param name="source">Its name in the store, such as <c>shop-qwert/mongodb-atlas</c>.</param>
    public IDataStore Find(string source) => source.Length == 0 ? Main
        : Others.TryGetValue(source, out IDataStore? own) ? own
        : Others.TryGetValue(source[(source.IndexOf('/', StringComparison.Ordinal) + 1)..], out IDataStore? named) ? named
        : Main;

    public async ValueTask DisposeAsync()
    {
        foreach (IDataStore store in All.Reverse()) await store.DisposeAsync();
    }
}
