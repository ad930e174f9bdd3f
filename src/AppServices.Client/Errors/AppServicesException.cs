using System;

namespace AppServices;

/// <summary>
/// A request that did not succeed: refused by the service, or never answered properly. The message holds the
/// service's own words, fit to be shown, and never a token, a password or a body. Source: client-api 11.
/// </summary>
public sealed class AppServicesException : Exception
{
    /// <summary>Creates an error with a message alone.</summary>
    public AppServicesException(string message) : base(ShownText.Of(message)) { }

    /// <summary>Creates an error with a message and its cause.</summary>
    public AppServicesException(string message, Exception? innerException) : base(ShownText.Of(message), innerException) { }

    /// <summary>Creates an error without any detail.</summary>
    public AppServicesException() : this("The request failed.") { }

    /// <summary>
    /// The service's error name, such as <c>FunctionNotFound</c> (client-api 11.3), or one of
    /// <see cref="ClientErrorCode"/>; null when the service gave none.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The service's own words, such as <c>name already in use</c>; null when it gave none.</summary>
    public string? Reason
    {
        get;
        init => field = ShownText.Of(value);
    }

    /// <summary>The HTTP status of the reply, such as 404; null when there was no reply.</summary>
    public int? StatusCode { get; init; }

    /// <summary>How long the service asks to wait before the request is sent again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The service's id of the request, for its log; null when there was no reply or it had none.</summary>
    public string? RequestId { get; init; }

    /// <summary>Where the service logged the failure; null when it did not say.</summary>
    public Uri? LogUrl { get; init; }
}

/// <summary>Values of <see cref="AppServicesException.Code"/> for failures that the service did not report itself.</summary>
public static class ClientErrorCode
{
    /// <summary>No connection: unknown host, refused, or the line dropped in the middle.</summary>
    public const string ServerUnreachable = nameof(ServerUnreachable);

    /// <summary>No connection through the proxy that is set: it is not there, or lets nothing through.</summary>
    public const string ProxyFailed = nameof(ProxyFailed);

    /// <summary>No safe connection: the certificate is not trusted or is another host's, or the server does not speak TLS.</summary>
    public const string TlsFailed = nameof(TlsFailed);

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

    /// <summary>The proxy did not let the request through: it wants a credential, or refuses the address.</summary>
    public const string ClientProxyRefused = nameof(ClientProxyRefused);

    /// <summary>The certificate that the client is to show is not there, or its private key is not.</summary>
    public const string ClientCertificateInvalid = nameof(ClientCertificateInvalid);

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
