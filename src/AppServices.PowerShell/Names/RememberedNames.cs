using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.Names;

/// <summary>
/// Names of functions and services that were met, for completion: those of app folders served from here, and those that calls
/// have used. Where those folders say that custom data is kept. Safe for any thread.
/// </summary>
internal sealed class RememberedNames
{
    private readonly object _gate = new();
    private readonly HashSet<(string AppId, string? Service, string Function)> _functions = [];
    private readonly HashSet<(string AppId, string Name)> _services = [];
    private readonly Dictionary<string, CustomDataPlace> _customData = [];

    /// <summary>Remembers a function, of a service or of the app itself.</summary>
    public void AddFunction(string appId, string? service, string name)
    {
        lock (_gate)
        {
            _functions.Add((appId, service, name));
            if (service is not null) _services.Add((appId, service));
        }
    }

    /// <summary>Remembers a service.</summary>
    public void AddService(string appId, string name)
    {
        lock (_gate) _services.Add((appId, name));
    }

    /// <summary>Remembers where an app keeps custom data.</summary>
    public void AddCustomData(string appId, CustomDataPlace place)
    {
        lock (_gate) _customData[appId] = place;
    }

    /// <summary>Where an app keeps custom data; null when that is not known.</summary>
    public CustomDataPlace? CustomData(string appId)
    {
        lock (_gate) return _customData.TryGetValue(appId, out CustomDataPlace? place) ? place : null;
    }

    /// <summary>The functions of an app, or of all for null, in the order of the alphabet.</summary>
    public IReadOnlyList<(string Name, string AppId)> Functions(string? appId, string? service)
    {
        lock (_gate)
            return _functions.Where(one => (appId is null || one.AppId == appId) && one.Service == service)
                .Select(one => (one.Function, one.AppId)).OrderBy(one => one.Function, StringComparer.Ordinal).ToArray();
    }

    /// <summary>The services of an app, or of all for null, in the order of the alphabet.</summary>
    public IReadOnlyList<(string Name, string AppId)> Services(string? appId)
    {
        lock (_gate)
            return _services.Where(one => appId is null || one.AppId == appId)
                .Select(one => (one.Name, one.AppId)).OrderBy(one => one.Name, StringComparer.Ordinal).ToArray();
    }
}
