using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices;

/// <summary>
/// What happens to a user, for Register-AppUserEvent and for Register-ObjectEvent. It listens to the user only while
/// somebody listens to it (cmdlets X1).
/// </summary>
public sealed class AppUserEvents
{
    private readonly object _gate = new();
    private readonly HashSet<AppUserEventKind> _kinds;
    private EventHandler<AppUserEventArgs>? _listeners;

    /// <param name="user">The user.</param>
    /// <param name="kinds">The kinds to tell of; none for all.</param>
    /// <param name="listener">The script block that a subscription was made for, to find it by.</param>
    internal AppUserEvents(AppUser user, IReadOnlyCollection<AppUserEventKind> kinds, ScriptBlock? listener)
    {
        User = user;
        Listener = listener;
        _kinds = [.. kinds];
    }

    /// <summary>Something happened to the user. Raised on any thread.</summary>
    public event EventHandler<AppUserEventArgs>? Changed
    {
        add
        {
            lock (_gate)
            {
                if (_listeners is null) User.Happened += Tell;
                _listeners += value;
            }
        }
        remove
        {
            lock (_gate)
            {
                _listeners -= value;
                if (_listeners is null) User.Happened -= Tell;
            }
        }
    }

    // What leads back to where it is from would have ConvertTo-Json go around without end.
    internal AppUser User { get; }

    internal ScriptBlock? Listener { get; }

    /// <summary>Says whose.</summary>
    public override string ToString() => $"Events of user {User.Shown}";

    private void Tell(object? sender, AppUserEventArgs happened)
    {
        if (_kinds.Count == 0 || _kinds.Contains(happened.Kind)) _listeners?.Invoke(User, happened);
    }
}

/// <summary>Tells what happened to a user; it carries no token. Source: client-api 13.4.</summary>
public sealed class AppUserEventArgs : EventArgs
{
    internal AppUserEventArgs(AppUser user, AppUserEventKind kind)
    {
        User = user;
        Kind = kind;
        Time = DateTimeOffset.Now;
    }

    /// <summary>What happened.</summary>
    public AppUserEventKind Kind { get; }

    /// <summary>Whom it happened to.</summary>
    public AppUser User { get; }

    /// <summary>When.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>What happened to whom.</summary>
    public override string ToString() => $"{Kind} {User}";
}
