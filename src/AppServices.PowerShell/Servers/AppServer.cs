using System;
using System.Collections.Generic;
using AppServices.Servers;

namespace AppServices;

/// <summary>A server that Start-AppServer started. It ends with this process at the latest.</summary>
public sealed class AppServer
{
    private readonly ServerProcess _process;

    internal AppServer(ServerProcess process, Uri baseUri, IReadOnlyList<string> appIds, IReadOnlyList<string> path)
    {
        _process = process;
        BaseUri = baseUri;
        AppIds = appIds;
        Path = path;
    }

    /// <summary>The id of the server's process.</summary>
    public int Id => _process.Id;

    /// <summary>The address it listens on.</summary>
    public Uri BaseUri { get; }

    /// <summary>The client app id of the first app it serves, to be piped to Connect-AppUser.</summary>
    public string AppId => AppIds[0];

    /// <summary>The client app ids of all apps it serves.</summary>
    public IReadOnlyList<string> AppIds { get; }

    /// <summary>The app folders.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>True until the process has ended.</summary>
    public bool IsRunning => _process.IsRunning;

    /// <summary>The latest lines of the server's log, the oldest first; console output of functions is among them.</summary>
    public IReadOnlyList<string> Log => _process.Log;

    internal ServerProcess Process => _process;

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();
}
