using System.Collections.Generic;

namespace AppServices.Users;

/// <summary>Collections that a user's cmdlets have used, for completion; the latest first. Safe for any thread.</summary>
internal sealed class SeenCollections
{
    private const int Most = 100;

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
            if (_seen.Count == Most) _seen.RemoveAt(Most - 1);
            _seen.Insert(0, used);
        }
    }
}
