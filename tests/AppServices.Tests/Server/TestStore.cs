using System;
using System.IO;
using AppServices.Server.Storage;

namespace AppServices.Tests.Server;

/// <summary>A store on a file of a test's own.</summary>
internal sealed class TestStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-");

    public TestStore() => Store = SqliteDocumentStore.Open(Path);

    public string Path => System.IO.Path.Combine(_folder.FullName, "test.db");

    public SqliteDocumentStore Store { get; private set; }

    /// <summary>Closes the file and opens it again.</summary>
    public void Reopen()
    {
        Store.Dispose();
        Store = SqliteDocumentStore.Open(Path);
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
    }
}
