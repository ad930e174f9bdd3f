using System;
using System.IO;
using System.Threading.Tasks;
using AppServices.Server.Storage.Sqlite;

namespace AppServices.Tests.Server;

/// <summary>A store on a file of a test's own.</summary>
internal sealed class TestStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-");

    public TestStore() => Store = SqliteStore.Open(Path);

    public string Path => System.IO.Path.Combine(_folder.FullName, "test.db");

    public SqliteStore Store { get; private set; }

    /// <summary>Closes the file and opens it again.</summary>
    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteStore.Open(Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
