namespace AppServices;

/// <summary>Values of <see cref="AppServicesException.Code"/> for failures that the service did not report itself.</summary>
public static class ClientErrorCode
{
    /// <summary>No connection: unknown host, refused, TLS failure, or the line dropped in the middle.</summary>
    public const string ServerUnreachable = nameof(ServerUnreachable);

    /// <summary>No complete reply within the request's time limit.</summary>
    public const string RequestTimedOut = nameof(RequestTimedOut);

    /// <summary>A reply that is not what protocol.md says.</summary>
    public const string InvalidServerResponse = nameof(InvalidServerResponse);

    /// <summary>More than twenty redirects in a row, or one without a target.</summary>
    public const string ClientTooManyRedirects = nameof(ClientTooManyRedirects);

    /// <summary>The user is logged out or removed, so there is no token to send.</summary>
    public const string ClientUserNotLoggedIn = nameof(ClientUserNotLoggedIn);
}
