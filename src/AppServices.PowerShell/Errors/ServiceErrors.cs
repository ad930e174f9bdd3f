using System;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AppServices.Errors;

/// <summary>
/// The kinds of failure of a call that names a service, which have the code of a function that failed. Source: client-api 6.3.
/// </summary>
internal static class ServiceErrors
{
    // Of a script it would begin with the type of its error.
    private static readonly Regex s_missing = new("^Cannot access member '.*' of undefined$");

    private static readonly ErrorKind s_broken = new(
        "AppServiceError", ErrorCategory.InvalidResult,
        "Correct the file of the data source in the app's folder; appservices-server check names it, too.");

    /// <summary>The kind of a failure that the service's name is the reason of, and what to say of it; null for any other.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="service">The service's name.</param>
    public static (ErrorKind Kind, string Message)? Find(AppServicesException error, string service) => error switch
    {
        { Code: "FunctionExecutionError", Reason: { } words } when s_missing.IsMatch(words) =>
            (ErrorCodes.Find("ServiceNotFound")!, error.Message.Replace(words, $"the app has no service '{service}'")),
        { Code: "FunctionExecutionError", Reason: { } words }
            when words.StartsWith($"data source '{service}' cannot be used", StringComparison.Ordinal) => (s_broken, error.Message),
        _ => null,
    };
}
