using System;

namespace AppServices;

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
