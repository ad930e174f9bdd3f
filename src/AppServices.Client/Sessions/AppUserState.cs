using System;

namespace AppServices;

/// <summary>Whether a user can act. Source: client-api 13.1.</summary>
public enum AppUserState
{
    /// <summary>Holds tokens.</summary>
    Active,

    /// <summary>Known, but without tokens.</summary>
    LoggedOut,

    /// <summary>No longer known.</summary>
    Removed,
}

/// <summary>What happened to a user. Source: client-api 13.4.</summary>
public enum AppUserEventKind
{
    /// <summary>The service gave a new access token, because the old one was refused or because it was asked to.</summary>
    AccessTokenRefreshed,

    /// <summary>The custom data was read anew on request.</summary>
    CustomDataRefreshed,

    /// <summary>The user got another identity.</summary>
    Linked,

    /// <summary>The user was made current. Raised by those who keep a current user.</summary>
    Switched,

    /// <summary>A user known already logged in again.</summary>
    LoggedIn,

    /// <summary>The session ended, here or because the service refused to go on.</summary>
    LoggedOut,

    /// <summary>The user is no longer known here.</summary>
    Removed,
}

/// <summary>Tells of a change of a session, without any token.</summary>
/// <param name="kind">What happened.</param>
public sealed class SessionChangedEventArgs(AppUserEventKind kind) : EventArgs
{
    /// <summary>What happened.</summary>
    public AppUserEventKind Kind { get; } = kind;
}
