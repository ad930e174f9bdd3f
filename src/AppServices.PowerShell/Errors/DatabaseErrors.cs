using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AppServices.Errors;

/// <summary>The kinds of failure that a database can answer with. Source: client-api 7.4, app-folder 6.10.</summary>
internal static class DatabaseErrors
{
    // The database says "not permitted" of other things too, further on in its words.
    private static readonly Regex s_refusal = new("^(insert|update|delete) not permitted");

    private static readonly ErrorKind s_exists = new(
        "AppDocumentExists", ErrorCategory.ResourceExists,
        "Another document has the same _id, or the same value in a unique index; change it, " +
        "or use Set-AppDocument to replace that document.");

    private static readonly ErrorKind s_invalid = new(
        "AppDocumentInvalid", ErrorCategory.InvalidData,
        "The document breaks the collection's schema; the message or the collection's schema.json says how.");

    private static readonly ErrorKind s_system = new(
        ErrorKind.AccessDenied.Id, ErrorKind.AccessDenied.Category,
        "Pipelines of users stay within their collection; let a function of the app with run_as_system do it, " +
        "and call that with Invoke-AppFunction.");

    private static readonly ErrorKind s_refused = new(
        "AppDatabaseError", ErrorCategory.InvalidOperation,
        "The words are the database's own; correct the filter, the update, the pipeline or the document.");

    /// <summary>The kind of a failure that only a database has; null for any other.</summary>
    public static ErrorKind? Find(AppServicesException error) => error switch
    {
        { Code: "SchemaValidationFailedWrite", Reason: { } words } when words.Contains("schema validation failed") => s_invalid,
        { Reason: { } words } when s_refusal.IsMatch(words) => ErrorKind.AccessDenied,
        { Code: "MongoDBError", Reason: { } words } when words.Contains("is for functions that run as system") => s_system,
        { Reason: { } words } when words.Contains("Duplicate key error") || words.Contains("E11000") => s_exists,
        { Code: "SchemaValidationFailedWrite" } => s_invalid,
        { Code: "MongoDBError" } => s_refused,
        _ => null,
    };

    /// <summary>What to do about a refused access: look into the rules that decide it.</summary>
    public static string WhereRulesAre(string service, string database, string collection) =>
        $"See which role of the app applies to the user: in data_sources/{service}/{database}/{collection}/rules.json, or where there " +
        $"is none in data_sources/{service}/default_rule.json.";
}
