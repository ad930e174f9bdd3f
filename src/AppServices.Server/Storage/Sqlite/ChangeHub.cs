using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Wakes those who watch a collection when its changes have been committed.</summary>
internal sealed class ChangeHub
{
    /// <summary>Stands for all collections.</summary>
    public const int Any = 0;

    private readonly object _gate = new();
    private readonly Dictionary<int, TaskCompletionSource> _waiting = [];

    /// <summary>Completes at the next commit with changes of the collection. To be asked for before looking for changes.</summary>
    public Task NextAsync(int collection)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(collection, out TaskCompletionSource? next))
                _waiting[collection] = next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return next.Task;
        }
    }

    /// <summary>Wakes the watchers of collections.</summary>
    public void Announce(IReadOnlySet<int> collections)
    {
        lock (_gate)
            foreach (int collection in collections.Append(Any))
                if (_waiting.Remove(collection, out TaskCompletionSource? next)) next.SetResult();
    }
}
