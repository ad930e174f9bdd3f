using System;

namespace AppServices;

/// <summary>Tells of a change of a session, without any token.</summary>
/// <param name="kind">What happened.</param>
public sealed class SessionChangedEventArgs(AppUserEventKind kind) : EventArgs
{
    /// <summary>What happened.</summary>
    public AppUserEventKind Kind { get; } = kind;
}
