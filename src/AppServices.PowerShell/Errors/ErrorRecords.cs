using System;
using System.Management.Automation;
using AppServices.Ejson;

namespace AppServices.Errors;

/// <summary>The one place that turns failures into error records.</summary>
internal static class ErrorRecords
{
    /// <summary>The record of a failed request.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">What the user named: a function, an address, an id.</param>
    public static ErrorRecord From(AppServicesException error, object? target) => Create(error, Classify(error), target);

    /// <summary>Whether the words or the code of a failure tell its kind, and not only its status.</summary>
    public static bool IsKnown(AppServicesException error) =>
        (ErrorTexts.Find(error.Reason) ?? ErrorCodes.Find(error.Code)) is not null;

    /// <summary>The record of a failed login, where 401 means the credential whatever code it carries (client-api 2.7).</summary>
    public static ErrorRecord FromLogin(AppServicesException error, object? target) =>
        Create(error, error.StatusCode == 401 ? ErrorKind.CredentialRejected : Classify(error), target);

    /// <summary>
    /// The record of a failed link. An identity that is taken was answered with 401 or 500 and the word <c>unauthorized</c>
    /// by the hosted service, and is with 409 by newer ones (client-api 2.6, 16).
    /// </summary>
    public static ErrorRecord FromLink(AppServicesException error, object? target) => error switch
    {
        { StatusCode: 409 } or { StatusCode: 500, Reason: "unauthorized" } => Create(error, ErrorKind.IdentityExists, target),
        { Code: "InvalidSession" } => From(error, target),
        _ => FromLogin(error, target),
    };

    /// <summary>The record of a failed request for documents.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">What the user named: a document or its id; null for the collection.</param>
    /// <param name="service">The data source.</param>
    /// <param name="database">The database.</param>
    /// <param name="collection">The collection's name.</param>
    public static ErrorRecord FromData(
        AppServicesException error, object? target, string service, string database, string collection)
    {
        ErrorKind kind = DatabaseErrors.Find(error) ?? Classify(error);
        target ??= $"{database}.{collection}";
        return kind == ErrorKind.AccessDenied
                ? Create(error, kind with { Advice = DatabaseErrors.WhereRulesAre(service, database, collection) }, target)
            : kind == ErrorKind.FunctionFailed ? FromService(error, target, service)
            : Create(error, kind, target);
    }

    /// <summary>The record of a failed call of a function.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">What the user named.</param>
    /// <param name="service">The service that has the function; null for the app itself.</param>
    public static ErrorRecord FromService(AppServicesException error, object? target, string? service) =>
        service is not null && ServiceErrors.Find(error, service) is var (kind, message)
            ? Create(error, kind.Id, kind.Category, target, message, kind.Advice)
            : From(error, target);

    /// <summary>The record of a value that cannot be sent.</summary>
    public static ErrorRecord From(EjsonException error, object? target, string message) => Create(
        error, "AppArgumentInvalid", ErrorCategory.InvalidArgument, target, message,
        "Do as the message says; about_AppServices_Data_Types lists the types that can be sent.");

    /// <summary>The record of a user that cannot act.</summary>
    public static ErrorRecord LoggedOut(AppUser user) => Create(
        ErrorKind.SessionExpired.Id, ErrorKind.SessionExpired.Category, user, $"User '{user.Shown}' is logged out.",
        ErrorKind.SessionExpired.Advice);

    /// <summary>The record of something wrong on this side, before or without a request.</summary>
    public static ErrorRecord Create(string id, ErrorCategory category, object? target, string message, string advice) =>
        Create(new AppServicesException(message), id, category, target, message, advice);

    /// <summary>As above, with the exception that told of it.</summary>
    public static ErrorRecord Create(
        Exception error, string id, ErrorCategory category, object? target, string message, string advice) =>
        new(error, id, category, target)
        {
            ErrorDetails = new ErrorDetails(ShownText.Of(message)) { RecommendedAction = advice },
        };

    private static ErrorRecord Create(AppServicesException error, ErrorKind kind, object? target) =>
        Create(error, kind.Id, kind.Category, target, error.Message, kind.Advice);

    private static ErrorKind Classify(AppServicesException error) => error switch
    {
        // Somebody who is logged in may not do this: the code is not only that of failed logins.
        { Code: "AuthError", StatusCode: 403 } => ErrorKind.AccessDenied,
        _ => ErrorTexts.Find(error.Reason) ?? ErrorCodes.Find(error.Code) ?? ByStatus(error),
    };

    private static ErrorKind ByStatus(AppServicesException error) => error.StatusCode switch
    {
        >= 300 and < 400 => ErrorKind.ReplyInvalid,
        401 => ErrorKind.SessionExpired,
        403 => ErrorKind.AccessDenied,
        404 => ErrorKind.AppNotFound,
        407 => ErrorKind.ProxyRefused,
        409 => new("AppResourceExists", ErrorCategory.ResourceExists, "Choose another name."),
        413 => new(
            "AppRequestTooLarge", ErrorCategory.LimitsExceeded,
            "Send less at once: fewer documents, or a smaller argument. A proxy on the way may have a limit of its own."),
        429 => new("AppRateLimited", ErrorCategory.LimitsExceeded, "Wait, then repeat with fewer requests at once."),
        502 or 504 => ErrorKind.Unavailable with
        {
            Advice = "A proxy or gateway answered, because the service behind it did not. See whether the service runs, then try again.",
        },
        503 => ErrorKind.Unavailable,
        400 when error.Code is null => ErrorKind.ParameterInvalid,
        null => new("AppServiceError", ErrorCategory.InvalidOperation, "Check the input."),
        _ => new(
            "AppServiceError", ErrorCategory.InvalidResult, "The server's log has the details, under the request id of the exception."),
    };
}
