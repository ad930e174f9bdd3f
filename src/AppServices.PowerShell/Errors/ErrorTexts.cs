using System.Linq;
using System.Management.Automation;

namespace AppServices.Errors;

/// <summary>
/// The kinds of failure that only the service's words tell: their code is missing, or one that it shares with others.
/// Source: client-api 4.1, 5; app-folder 4.9.
/// </summary>
internal static class ErrorTexts
{
    private static readonly ErrorKind s_notEnabled = new(
        "AppOperationNotEnabled", ErrorCategory.NotEnabled,
        "The app's email/password provider is set up for another way; Send-AppUserConfirmation and Reset-AppUserPassword take -Function.");

    private static readonly ErrorKind s_notCallable = new(
        ErrorKind.AccessDenied.Id, ErrorKind.AccessDenied.Category,
        "The function's can_evaluate in the app's functions/config.json says who may call it; " +
        "where it asks for custom data, Update-AppUserToken gets the present ones.");

    private static readonly ErrorKind s_noRoute = new(
        "AppRouteNotFound", ErrorCategory.ObjectNotFound, "Check path and method; the protocol's are in docs/spec/client-api.md.");

    private static readonly (string Words, ErrorKind Kind)[] s_kinds =
    [
        ("is no route of this API", s_noRoute),
        ("cannot find app using Client App ID", ErrorKind.AppNotFound),
        ("invalid token data", ErrorKind.TokenInvalid),
        ("userpass token is expired or invalid", ErrorKind.TokenInvalid),
        ("rule not matched for function", s_notCallable),
        ("failed to confirm user", ErrorKind.FunctionFailed),
        ("failed to reset password for user", ErrorKind.FunctionFailed),
        ("automatic confirmation is enabled", s_notEnabled),
        ("this app confirms by mail", s_notEnabled),
        ("please use confirmation via", s_notEnabled),
        ("please use reset password via", s_notEnabled),
    ];

    /// <summary>The kind that the words tell; null for any others.</summary>
    public static ErrorKind? Find(string? reason) =>
        reason is null ? null : s_kinds.FirstOrDefault(row => reason.Contains(row.Words)).Kind;
}
