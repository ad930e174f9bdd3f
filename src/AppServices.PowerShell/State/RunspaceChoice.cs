using System;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace AppServices.State;

/// <summary>
/// What cmdlets take when nothing is named: the runspace's own choice, else the process default. The runspace that chose first owns
/// the default and alone moves it, so that parallel workers inherit it and a worker that chooses something else changes nobody but
/// itself (cmdlets T1).
/// </summary>
internal sealed class RunspaceChoice<T>
    where T : class
{
    private readonly ConditionalWeakTable<Runspace, Choice> _choices = new();
    private readonly object _gate = new();
    private WeakReference<Runspace>? _owner;
    private T? _default;

    /// <summary>The choice of this runspace; null for none. To be called on a pipeline thread.</summary>
    public T? Get()
    {
        if (Runspace.DefaultRunspace is { } runspace && _choices.TryGetValue(runspace, out Choice? own) && own.Value is { } chosen)
            return chosen;
        lock (_gate) return _default;
    }

    /// <summary>Makes something the choice of this runspace.</summary>
    public void Set(T value)
    {
        if (Runspace.DefaultRunspace is not { } runspace) return;
        _choices.GetOrCreateValue(runspace).Value = value;
        lock (_gate)
        {
            if (_owner is null || !_owner.TryGetTarget(out Runspace? owner)) _owner = new WeakReference<Runspace>(owner = runspace);
            if (owner == runspace) _default = value;
        }
    }

    /// <summary>Drops this runspace's own choice, when the module is removed from it.</summary>
    public void Forget()
    {
        if (Runspace.DefaultRunspace is not { } runspace) return;
        _choices.Remove(runspace);
        lock (_gate)
        {
            if (_owner is null || !_owner.TryGetTarget(out Runspace? owner) || owner != runspace) return;
            _owner = null;
            _default = null;
        }
    }

    private sealed class Choice
    {
        public T? Value { get; set; }
    }
}
