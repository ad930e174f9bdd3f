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
