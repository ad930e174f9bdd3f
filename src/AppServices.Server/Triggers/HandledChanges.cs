using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Triggers;

/// <summary>How far a trigger is: after the last change up to which all are handled, also where later ones are done already.</summary>
internal sealed class HandledChanges(string position)
{
    private readonly Lock _gate = new();
    private readonly Queue<(string Position, Task Handled)> _begun = new();
    private string _position = position;

    /// <summary>The position after all that is handled.</summary>
    public string Position
    {
        get
        {
            lock (_gate)
            {
                while (_begun.TryPeek(out var first) && first.Handled.IsCompletedSuccessfully) _position = _begun.Dequeue().Position;
                return _position;
            }
        }
    }

    /// <summary>What is not handled yet.</summary>
    public Task[] Running
    {
        get
        {
            lock (_gate)
            {
                var running = new List<Task>();
                foreach ((_, Task handled) in _begun)
                    if (!handled.IsCompleted) running.Add(handled);
                return [.. running];
            }
        }
    }

    /// <summary>A change that could not be handled, though its function did not fail; null for none.</summary>
    public Task? Failed
    {
        get
        {
            lock (_gate)
            {
                foreach ((_, Task handled) in _begun)
                    if (handled.IsFaulted) return handled;
                return null;
            }
        }
    }

    /// <summary>Adds a change, or several that need nothing.</summary>
    /// <param name="after">The position after it.</param>
    /// <param name="handled">Completes when it is handled.</param>
    public void Add(string after, Task handled)
    {
        lock (_gate)
        {
            if (_begun.Count == 0 && handled.IsCompletedSuccessfully) _position = after;
            else _begun.Enqueue((after, handled));
        }
    }
}
