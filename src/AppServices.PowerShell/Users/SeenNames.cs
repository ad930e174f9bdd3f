using System.Collections.Generic;

namespace AppServices.Users;

/// <summary>Ids and names of a user's API keys that cmdlets have shown, for completion; the newest first. Safe for any thread.</summary>
internal sealed class SeenApiKeys
{
    private readonly object _gate = new();
    private readonly List<(string Id, string Name)> _keys = [];

    public IReadOnlyList<(string Id, string Name)> All
    {
        get { lock (_gate) return _keys.ToArray(); }
    }

    /// <summary>For messages: a key's name beside its id, as far as it is known.</summary>
    public string Show(string id)
    {
        lock (_gate) return _keys.Find(key => key.Id == id) is { Name: { } name } ? $"{name} ({id})" : id;
    }

    public void Add(AppApiKey key)
    {
        lock (_gate)
        {
            Drop(key.Id);
            _keys.Insert(0, (key.Id, key.Name));
        }
    }

    public void Remove(string id)
    {
        lock (_gate) Drop(id);
    }

    private void Drop(string id) => _keys.RemoveAll(key => key.Id == id);
}

/// <summary>Collections that a user's cmdlets have used, for completion; the latest first. Safe for any thread.</summary>
internal sealed class SeenCollections
{
    private const int MaxCollections = 100;

    private readonly object _gate = new();
    private readonly List<(string Service, string Database, string Collection)> _seen = [];

    public IReadOnlyList<(string Service, string Database, string Collection)> All
    {
        get { lock (_gate) return _seen.ToArray(); }
    }

    public void Add(string service, string database, string collection)
    {
        lock (_gate)
        {
            var used = (service, database, collection);
            if (_seen.Count > 0 && _seen[0] == used) return;
            _seen.Remove(used);
            if (_seen.Count == MaxCollections) _seen.RemoveAt(MaxCollections - 1);
            _seen.Insert(0, used);
        }
    }
}
