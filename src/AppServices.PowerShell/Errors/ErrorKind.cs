using System.Management.Automation;

namespace AppServices.Errors;

/// <summary>What a script and its reader learn of a kind of failure. Ids are API: they never change.</summary>
/// <param name="Id">The error id.</param>
/// <param name="Category">The category.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record ErrorKind(string Id, ErrorCategory Category, string Advice)
{
    public static ErrorKind CredentialRejected { get; } = new(
        "AppCredentialRejected", ErrorCategory.AuthenticationError, "Check the credential; the account may be unconfirmed or disabled.");

    public static ErrorKind SessionExpired { get; } = new(
        "AppSessionExpired", ErrorCategory.AuthenticationError, "Run Connect-AppUser again.");

    public static ErrorKind AccessDenied { get; } = new(
        "AppAccessDenied", ErrorCategory.PermissionDenied, "The app's rules do not allow this user to do it.");

    public static ErrorKind ParameterInvalid { get; } = new(
        "AppParameterInvalid", ErrorCategory.InvalidArgument,
        "The message says what the service does not accept; change it and try again.");

    public static ErrorKind FunctionFailed { get; } = new(
        "AppFunctionFailed", ErrorCategory.InvalidResult, "The error comes from the app's own function; its log has the details.");

    public static ErrorKind TokenInvalid { get; } = new(
        "AppTokenInvalid", ErrorCategory.InvalidArgument,
        "Tokens work once and for 30 minutes; have a new mail sent by Send-AppUserConfirmation or Send-AppPasswordReset.");

    public static ErrorKind ReplyInvalid { get; } = new(
        "AppReplyInvalid", ErrorCategory.InvalidData,
        "Check that the -BaseUri of Connect-AppUser is the address of an App Services server, not of a proxy or a web page.");

    public static ErrorKind ProxyFailed { get; } = new(
        "AppProxyFailed", ErrorCategory.ConnectionError,
        "Check that the proxy runs and lets this machine through. It is the -Proxy of Connect-AppUser, else the one of " +
        "$env:HTTPS_PROXY, $env:HTTP_PROXY and $env:ALL_PROXY, else of the system; $env:NO_PROXY names the hosts that need none.");

    public static ErrorKind Unavailable { get; } = new(
        "AppServiceUnavailable", ErrorCategory.ResourceUnavailable, "Wait, then try again.");

    public static ErrorKind AppNotFound { get; } = new(
        "AppNotFound", ErrorCategory.ObjectNotFound,
        "Check the -AppId and the -BaseUri of the connection: the service there does not know the app, or is another one.");

    public static ErrorKind ProxyRefused { get; } = new(
        "AppProxyRefused", ErrorCategory.AuthenticationError,
        "Connect with -Proxy and -ProxyCredential or -ProxyUseDefaultCredentials, or have the proxy let the address through.");

    public static ErrorKind IdentityExists { get; } = new(
        "AppIdentityExists", ErrorCategory.ResourceExists,
        "The identity belongs to another user, or the user has one of this provider already; connect as its user instead.");
}
