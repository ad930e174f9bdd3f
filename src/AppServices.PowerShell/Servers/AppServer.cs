using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Servers;

namespace AppServices;

/// <summary>A server that Start-AppServer started. It ends with this process at the latest.</summary>
public sealed class AppServer
{
    private readonly ServerProcess _process;
    private readonly AppServerItems _items;

    internal AppServer(ServerProcess process, Uri baseUri, IReadOnlyList<string> appIds, IReadOnlyList<string> path)
    {
        _process = process;
        BaseUri = baseUri;
        AppIds = appIds;
        Path = path;
        _items = new AppServerItems(appIds);
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

    /// <summary>What the apps have, app by app; after a reload what they have then.</summary>
    public IReadOnlyList<AppServerItem> Items => _items.All;

    /// <summary>Their HTTPS endpoints.</summary>
    public IReadOnlyList<AppServerEndpoint> Endpoints => [.. Items.OfType<AppServerEndpoint>()];

    /// <summary>Their incoming webhooks.</summary>
    public IReadOnlyList<AppServerItem> Webhooks => OfKind("webhook");

    /// <summary>Their triggers.</summary>
    public IReadOnlyList<AppServerTrigger> Triggers => [.. Items.OfType<AppServerTrigger>()];

    /// <summary>Their Data APIs, of which an app has one or none.</summary>
    public IReadOnlyList<AppServerItem> DataApi => OfKind("dataApi");

    /// <summary>Their web sites, of which an app has one or none.</summary>
    public IReadOnlyList<AppServerItem> Hosting => OfKind("hosting");

    /// <summary>True until the process has ended.</summary>
    public bool IsRunning => _process.IsRunning;

    /// <summary>The latest lines of the server's log, the oldest first; console output of functions is among them.</summary>
    public IReadOnlyList<string> Log => _process.Log;

    internal ServerProcess Process => _process;

    /// <summary>Takes a line that the program has written; what an app has is one of them.</summary>
    internal void Take(string line) => _items.Take(line);

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();

    private IReadOnlyList<AppServerItem> OfKind(string kind) => [.. Items.Where(item => item.Kind == kind)];
}
