using System.Collections.Generic;
using System.Linq;

namespace AppServices.State;

/// <summary>The servers that this process started and has not stopped.</summary>
internal sealed class ServerTable
{
    private readonly object _gate = new();
    private readonly List<AppServer> _servers = [];

    public IReadOnlyList<AppServer> All
    {
        get { lock (_gate) return _servers.ToArray(); }
    }

    public AppServer? Find(int id) => All.FirstOrDefault(server => server.Id == id);

    public void Add(AppServer server)
    {
        lock (_gate) _servers.Add(server);
    }

    public void Remove(AppServer server)
    {
        lock (_gate) _servers.Remove(server);
    }
}
