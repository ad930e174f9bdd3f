namespace AppServices.Sessions;

/// <summary>The links that a client refuses before it asks the service, in the SDKs' words. Source: client-api 2.6.</summary>
internal static class LinkRefusal
{
    /// <exception cref="AppServicesException">The credential is anonymous, or the user cannot act.</exception>
    public static void ThrowIfRefused(AppCredential credential, AppUserState state)
    {
        (string? code, string message) = state switch
        {
            AppUserState.Removed => (ClientErrorCode.ClientUserNotFound, "The specified user has been removed."),
            AppUserState.LoggedOut => (ClientErrorCode.ClientUserNotLoggedIn, "The specified user is not logged in."),
            _ when credential is AnonymousCredential => (ClientErrorCode.ClientUserAlreadyNamed, "Cannot add anonymous credentials to an existing user."),
            _ => (null, ""),
        };
        if (code is not null) throw new AppServicesException(message) { Code = code };
    }
}
