using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.Errors;

/// <summary>The kinds of failure that have a name in the protocol. Source: client-api 11.3; the client's own names come first.</summary>
internal static class ErrorCodes
{
    private static readonly Dictionary<string, ErrorKind> s_kinds = new()
    {
        [ClientErrorCode.ServerUnreachable] = new(
            "AppServerUnreachable", ErrorCategory.ConnectionError,
            "Check that the server runs and that the -BaseUri of Connect-AppUser is its address."),
        [ClientErrorCode.ProxyFailed] = ErrorKind.ProxyFailed,
        [ClientErrorCode.TlsFailed] = new(
            "AppTlsFailed", ErrorCategory.SecurityError,
            "The server's certificate has to be valid for the host of the address and to come from an authority that this machine " +
            "trusts; add a private authority to the trusted ones. A server that speaks http only has an address that begins with http."),
        [ClientErrorCode.RequestTimedOut] = new(
            "AppRequestTimedOut", ErrorCategory.OperationTimeout, "Give a larger -TimeoutSeconds, or look at the server's log."),
        [ClientErrorCode.InvalidServerResponse] = ErrorKind.ReplyInvalid,
        [ClientErrorCode.ClientProxyRefused] = ErrorKind.ProxyRefused,
        [ClientErrorCode.ClientCertificateInvalid] = new(
            "AppCertificateInvalid", ErrorCategory.InvalidArgument,
            "Import the certificate with its private key into the personal store, or pass it as -Certificate."),
        [ClientErrorCode.ClientTooManyRedirects] = ErrorKind.ReplyInvalid,
        [ClientErrorCode.ClientInsecureAddress] = new(
            "AppReplyInsecure", ErrorCategory.SecurityError,
            "Have the service, or the proxy before it, name an https address. Where plain http is meant, pass that address " +
            "to Connect-AppUser as -BaseUri with -AllowUnencryptedAuthentication."),
        [ClientErrorCode.ClientReplyTooLarge] = new(
            "AppReplyTooLarge", ErrorCategory.LimitsExceeded,
            "Ask for less at once, or pass a larger -MaximumReplySize if the service is to be trusted."),
        [ClientErrorCode.ClientUserNotLoggedIn] = ErrorKind.SessionExpired,
        [ClientErrorCode.ClientUserNotFound] = new(
            "AppUserNotFound", ErrorCategory.ObjectNotFound, "See Get-AppUser -All, or log in with Connect-AppUser."),
        [ClientErrorCode.ClientUserAlreadyNamed] = new(
            "AppLinkRefused", ErrorCategory.InvalidOperation,
            "Link an account to the anonymous user instead: connect with -Anonymous, then add the account."),
        [ClientErrorCode.LinkInvalid] = ErrorKind.TokenInvalid,
        [ClientErrorCode.SessionNotSaved] = new(
            "AppSessionNotFound", ErrorCategory.ObjectNotFound,
            "Pass a credential such as -Credential; with -Persist or -Vault it is not needed the next time."),
        [ClientErrorCode.SessionAmbiguous] = new(
            "AppSessionAmbiguous", ErrorCategory.InvalidArgument, "Name the user by the -UserId of Connect-AppUser."),
        [ClientErrorCode.SessionStoreFailed] = new(
            "AppSessionStoreFailed", ErrorCategory.ResourceUnavailable,
            "Check the file, or that SecretManagement is installed and its vault registered and unlocked; " +
            "else connect with a credential again."),
        [ClientErrorCode.SessionStoreUnsafe] = new(
            "AppSessionStoreUnsafe", ErrorCategory.SecurityError,
            "Run the command of the message if nobody else could have used it; else delete it and connect with a credential again."),
        [ClientErrorCode.SessionStoreBusy] = new(
            "AppSessionStoreBusy", ErrorCategory.ResourceBusy, "Try again when the other process is done."),

        ["InvalidSession"] = ErrorKind.SessionExpired,
        ["MissingAuthReq"] = ErrorKind.SessionExpired,
        ["UserAppDomainMismatch"] = ErrorKind.SessionExpired,
        ["InvalidPassword"] = ErrorKind.CredentialRejected,
        ["AuthError"] = ErrorKind.CredentialRejected,
        ["UserDisabled"] = ErrorKind.CredentialRejected,

        ["DomainNotAllowed"] = ErrorKind.AccessDenied,
        ["NoMatchingRuleFound"] = ErrorKind.AccessDenied,
        ["NotCallable"] = ErrorKind.AccessDenied,
        ["RestrictedHost"] = ErrorKind.AccessDenied,

        ["BadRequest"] = ErrorKind.ParameterInvalid,
        ["InvalidParameter"] = ErrorKind.ParameterInvalid,
        ["MissingParameter"] = ErrorKind.ParameterInvalid,
        ["ArgumentsNotAllowed"] = ErrorKind.ParameterInvalid,
        ["ReadSizeLimitExceeded"] = new("AppLimitExceeded", ErrorCategory.LimitsExceeded, "Ask for less at once."),

        ["FunctionNotFound"] = new(
            "AppFunctionNotFound", ErrorCategory.ObjectNotFound,
            "Function names are case-sensitive and private functions are hidden; check the spelling."),
        ["FunctionExecutionError"] = ErrorKind.FunctionFailed,
        ["ExecutionTimeLimitExceeded"] = ErrorKind.FunctionFailed,
        ["FunctionSyntaxError"] = ErrorKind.FunctionFailed,
        ["FunctionInvalid"] = ErrorKind.FunctionFailed,
        ["EndpointNotFound"] = new(
            "AppEndpointNotFound", ErrorCategory.ObjectNotFound,
            "Routes are case-sensitive and belong to methods; check both in the app's http_endpoints/config.json."),
        ["IncomingWebhookAuthFailed"] = new(
            "AppSecretRejected", ErrorCategory.AuthenticationError,
            "Pass the endpoint's secret as -Secret, with -SignBody where it verifies payloads."),
        ["ServiceNotFound"] = new(
            "AppServiceNotFound", ErrorCategory.ObjectNotFound, "Service names are case-sensitive; the app's folder has them."),
        ["ServiceCommandNotFound"] = new(
            "AppServiceCommandNotFound", ErrorCategory.ObjectNotFound, "The service has no such function; check the spelling."),

        ["AuthProviderNotFound"] = new(
            "AppAuthProviderNotFound", ErrorCategory.ObjectNotFound, "Enable the provider in the app's auth/providers.json."),
        ["AccountNameInUse"] = new(
            "AppUserExists", ErrorCategory.ResourceExists, "Log in with Connect-AppUser, or register another address."),
        ["UserNotFound"] = new("AppUserNotFound", ErrorCategory.ObjectNotFound, "Addresses are case-sensitive; check the spelling."),
        ["UserAlreadyConfirmed"] = new(
            "AppUserAlreadyConfirmed", ErrorCategory.InvalidOperation, "Nothing is left to be confirmed; log in with Connect-AppUser."),
        ["UserpassTokenInvalid"] = ErrorKind.TokenInvalid,

        ["APIKeyNotFound"] = new(
            "AppApiKeyNotFound", ErrorCategory.ObjectNotFound, "See Get-AppApiKey; keys of other users are out of reach."),
        ["APIKeyAlreadyExists"] = new(
            "AppApiKeyExists", ErrorCategory.ResourceExists, "Choose another name, or remove the key that has it."),

        ["MaintenanceInProgress"] = ErrorKind.Unavailable,
    };

    /// <summary>The kind of a named failure; null for a name without a kind of its own.</summary>
    public static ErrorKind? Find(string? code) => code is not null && s_kinds.TryGetValue(code, out ErrorKind? kind) ? kind : null;
}
