using System.Management.Automation;

namespace AppServices.Errors;

/// <summary>The one place that turns failures into error records. Ids are API: they never change.</summary>
internal static class ErrorRecords
{
    private const string CheckCredential = "Check the credential; the account may be unconfirmed or disabled.";

    /// <summary>The record of a failed request.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">What the user named: a function, an address, an id.</param>
    public static ErrorRecord From(AppServicesException error, object? target)
    {
        (string id, ErrorCategory category, string advice) = Classify(error);
        return Create(error, id, category, target, error.Message, advice);
    }

    /// <summary>The record of a failed login, where 401 means the credential whatever code it carries (protocol.md 2.7).</summary>
    public static ErrorRecord FromLogin(AppServicesException error, object? target) =>
        error.StatusCode == 401 ? Create(error, "AppCredentialRejected", ErrorCategory.AuthenticationError, target, error.Message, CheckCredential)
        : From(error, target);

    /// <summary>The record of something wrong on this side, before or without a request.</summary>
    public static ErrorRecord Create(string id, ErrorCategory category, object? target, string message, string advice) =>
        Create(new AppServicesException(message), id, category, target, message, advice);

    /// <summary>As above, with the exception that told of it.</summary>
    public static ErrorRecord Create(
        System.Exception error, string id, ErrorCategory category, object? target, string message, string advice) =>
        new(error, id, category, target)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = advice },
        };

    private static (string Id, ErrorCategory Category, string Advice) Classify(AppServicesException error) => error switch
    {
        { Code: ClientErrorCode.ServerUnreachable } =>
            ("AppServerUnreachable", ErrorCategory.ConnectionError, "Check that the server runs and that -BaseUri is its address."),
        { Code: ClientErrorCode.RequestTimedOut } =>
            ("AppRequestTimedOut", ErrorCategory.OperationTimeout, "Give a larger -TimeoutSeconds, or look at the server's log."),
        { Code: ClientErrorCode.InvalidServerResponse or ClientErrorCode.ClientTooManyRedirects } =>
            ("AppReplyInvalid", ErrorCategory.InvalidData, "Check that -BaseUri is the address of an App Services server, not of a proxy or a web page."),
        { Code: ClientErrorCode.ClientUserNotLoggedIn } =>
            ("AppSessionExpired", ErrorCategory.AuthenticationError, "Run Connect-AppUser again."),
        { Code: "FunctionNotFound" } =>
            ("AppFunctionNotFound", ErrorCategory.ObjectNotFound, "Function names are case-sensitive and private functions are hidden; check the spelling."),
        { Code: "FunctionExecutionError" or "ExecutionTimeLimitExceeded" or "FunctionSyntaxError" or "FunctionInvalid" } =>
            ("AppFunctionFailed", ErrorCategory.InvalidResult, "The error comes from the app's own function; its log has the details."),
        { Code: "AccountNameInUse" } =>
            ("AppUserExists", ErrorCategory.ResourceExists, "Log in with Connect-AppUser, or register another address."),
        { Code: "UserNotFound" } =>
            ("AppUserNotFound", ErrorCategory.ObjectNotFound, "Addresses are case-sensitive; check the spelling."),
        { Code: "InvalidPassword" or "AuthError" or "UserDisabled" } =>
            ("AppCredentialRejected", ErrorCategory.AuthenticationError, CheckCredential),
        { Code: "AuthProviderNotFound" } =>
            ("AppAuthProviderNotFound", ErrorCategory.ObjectNotFound, "Enable the provider in the app's auth/providers.json."),
        { StatusCode: 401 } =>
            ("AppSessionExpired", ErrorCategory.AuthenticationError, "Run Connect-AppUser again."),
        { StatusCode: 403 } =>
            ("AppAccessDenied", ErrorCategory.PermissionDenied, "The app's rules do not allow this user to do it."),
        { StatusCode: 404 } =>
            ("AppNotFound", ErrorCategory.ObjectNotFound, "Check -AppId and -BaseUri."),
        { StatusCode: 409 } =>
            ("AppResourceExists", ErrorCategory.ResourceExists, "Choose another name."),
        { StatusCode: 429 } =>
            ("AppRateLimited", ErrorCategory.LimitsExceeded, "Wait, then repeat with fewer requests at once."),
        { StatusCode: null } =>
            ("AppServiceError", ErrorCategory.InvalidOperation, "Check the input."),
        _ =>
            ("AppServiceError", ErrorCategory.InvalidResult, "The server's log has the details, under the request id of the exception."),
    };
}
