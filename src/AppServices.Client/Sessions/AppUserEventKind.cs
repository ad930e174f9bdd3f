namespace AppServices;

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
