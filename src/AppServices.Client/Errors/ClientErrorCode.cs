namespace AppServices;

/// <summary>Values of <see cref="AppServicesException.Code"/> for failures that the service did not report itself.</summary>
public static class ClientErrorCode
{
    /// <summary>No connection: unknown host, refused, TLS failure, or the line dropped in the middle.</summary>
    public const string ServerUnreachable = nameof(ServerUnreachable);

    /// <summary>No complete reply within the request's time limit.</summary>
    public const string RequestTimedOut = nameof(RequestTimedOut);

    /// <summary>A reply that is not what docs/spec/client-api.md says.</summary>
    public const string InvalidServerResponse = nameof(InvalidServerResponse);

    /// <summary>More than twenty redirects in a row, or one without a target.</summary>
    public const string ClientTooManyRedirects = nameof(ClientTooManyRedirects);

    /// <summary>An answer names an address where requests would be less secure than where they were sent.</summary>
    public const string ClientInsecureAddress = nameof(ClientInsecureAddress);

    /// <summary>A reply, or one document or event of a stream, is larger than <see cref="RequestOptions.MaximumReplySize"/>.</summary>
    public const string ClientReplyTooLarge = nameof(ClientReplyTooLarge);

    /// <summary>The user is logged out, so there is no token to send.</summary>
    public const string ClientUserNotLoggedIn = nameof(ClientUserNotLoggedIn);

    /// <summary>The user has been removed.</summary>
    public const string ClientUserNotFound = nameof(ClientUserNotFound);

    /// <summary>An anonymous login cannot become an identity of a user that exists.</summary>
    public const string ClientUserAlreadyNamed = nameof(ClientUserAlreadyNamed);

    /// <summary>A text that was given for a confirmation or reset link is none.</summary>
    public const string LinkInvalid = nameof(LinkInvalid);

    /// <summary>No session is saved that could be restored.</summary>
    public const string SessionNotSaved = nameof(SessionNotSaved);

    /// <summary>Several sessions are saved, and nothing says which one is meant.</summary>
    public const string SessionAmbiguous = nameof(SessionAmbiguous);

    /// <summary>A saved session cannot be read, written or deleted.</summary>
    public const string SessionStoreFailed = nameof(SessionStoreFailed);

    /// <summary>Others than their owner could use the saved sessions.</summary>
    public const string SessionStoreUnsafe = nameof(SessionStoreUnsafe);

    /// <summary>Another process has been using the saved sessions for too long.</summary>
    public const string SessionStoreBusy = nameof(SessionStoreBusy);
}
