using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Run;

/// <summary>The temporary folder of a test file, as <c>TestDrive:</c> and <c>$TestDrive</c>; what a block leaves in it goes with the block.</summary>
internal sealed class TestDrive : IDisposable
{
    private const string Name = "TestDrive";
    private readonly SessionState _session;
    private readonly string _root = Directory.CreateTempSubdirectory("pester-").FullName;

    public TestDrive(SessionState session)
    {
        _session = session;
        ProviderInfo files = session.Provider.GetOne("FileSystem");
        session.Drive.New(new PSDriveInfo(Name, files, _root, "Temporary folder of the tests", credential: null), "Global");
        session.PSVariable.Set("global:" + Name, _root);
    }

    /// <summary>What is in the folder now.</summary>
    public IReadOnlySet<string> Snapshot() => Entries().ToHashSet(StringComparer.Ordinal);

    /// <summary>Removes what came since.</summary>
    public void Restore(IReadOnlySet<string> snapshot)
    {
        foreach (string entry in Entries().Where(entry => !snapshot.Contains(entry)).ToList())
        {
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else if (File.Exists(entry)) File.Delete(entry);        // or gone with its folder
        }
    }

    public void Dispose()
    {
        _session.PSVariable.Remove("global:" + Name);
        _session.Drive.Remove(Name, force: true, "Global");
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(_root, "*", SearchOption.AllDirectories);
}
