using System;
using System.Management.Automation;
using System.Text.RegularExpressions;
using AppServices.Admin;

namespace AppServices.Errors;

/// <summary>What a kind of object is called in errors of admins: when there is none of a name, and when there is one already.</summary>
/// <param name="NotFound">There is none.</param>
/// <param name="Exists">There is one already.</param>
internal sealed record AdminKind(ErrorKind NotFound, ErrorKind Exists)
{
    public static AdminKind App { get; } = new(
        new("AppNotFound", ErrorCategory.ObjectNotFound, "See Get-AppDefinition; names are case-sensitive."),
        new("AppDefinitionExists", ErrorCategory.ResourceExists, "Choose another name, or use the app that has it."));

    public static AdminKind Function { get; } = new(
        new("AppFunctionNotFound", ErrorCategory.ObjectNotFound, "See Get-AppFunctionDefinition; names are case-sensitive."),
        new("AppFunctionExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind Value { get; } = new(
        new("AppValueNotFound", ErrorCategory.ObjectNotFound, "See Get-AppValue; names are case-sensitive."),
        new("AppValueExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind Secret { get; } = new(
        new("AppSecretNotFound", ErrorCategory.ObjectNotFound, "See Get-AppSecret; names are case-sensitive."),
        new("AppSecretExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind Trigger { get; } = new(
        new("AppTriggerNotFound", ErrorCategory.ObjectNotFound, "See Get-AppTrigger; names are case-sensitive."),
        new("AppTriggerExists", ErrorCategory.ResourceExists, "Change it with Set-AppTrigger, or choose another name."));

    public static AdminKind Endpoint { get; } = new(
        new("AppEndpointNotFound", ErrorCategory.ObjectNotFound, "See Get-AppEndpoint; routes are case-sensitive and belong to methods."),
        new("AppEndpointExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind EnvironmentValue { get; } = new(
        new("AppEnvironmentValueNotFound", ErrorCategory.ObjectNotFound, "See Get-AppEnvironmentValue; names are case-sensitive."),
        new("AppEnvironmentValueExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind LogForwarder { get; } = new(
        new("AppLogForwarderNotFound", ErrorCategory.ObjectNotFound, "See Get-AppLogForwarder; names are case-sensitive."),
        new("AppLogForwarderExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind Rule { get; } = new(
        new("AppRuleNotFound", ErrorCategory.ObjectNotFound, "See Get-AppRule; a name is DATABASE.COLLECTION, or default."),
        new("AppRuleExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind Schema { get; } = new(
        new("AppSchemaNotFound", ErrorCategory.ObjectNotFound, "See Get-AppSchema; a name is DATABASE.COLLECTION."),
        new("AppSchemaExists", ErrorCategory.ResourceExists, "Somebody else has just made it; try again."));

    public static AdminKind HostingFile { get; } = new(
        new("AppHostingFileNotFound", ErrorCategory.ObjectNotFound,
            "See Get-AppHostingFile; paths are case-sensitive. A site that is not enabled is for nobody."),
        new("AppHostingFileExists", ErrorCategory.ResourceExists, "Somebody else has just uploaded it; try again."));

    public static AdminKind Account { get; } = new(
        new("AppAccountNotFound", ErrorCategory.ObjectNotFound, "See Get-AppAccount; ids and addresses are case-sensitive."),
        new("AppAccountExists", ErrorCategory.ResourceExists, "Another account has the address; see Get-AppAccount."));

    public static AdminKind ServerApiKey { get; } = new(
        new("AppApiKeyNotFound", ErrorCategory.ObjectNotFound, "See Get-AppServerApiKey."),
        new("AppApiKeyExists", ErrorCategory.ResourceExists, "Choose another name, or remove the key that has it."));

    public static AdminKind Deployment { get; } = new(
        new("AppDeploymentNotFound", ErrorCategory.ObjectNotFound, "See Get-AppDeployment; the service keeps the latest ones only."),
        new("AppDraftExists", ErrorCategory.ResourceExists,
            "Somebody works on the app with the same key, perhaps in a browser; -DiscardDraft throws that work away."));

    public static AdminKind Dependency { get; } = new(
        new("AppDependencyNotFound", ErrorCategory.ObjectNotFound, "See Get-AppDependency."),
        new("AppDependencyExists", ErrorCategory.ResourceExists, "It is there already; see Get-AppDependency."));
}

/// <summary>
/// Turns failures of the admin API into error records. Source: client-api 14.7: status first, then code, never the words.
/// </summary>
internal static class AdminErrors
{
    private static readonly ErrorKind s_expired = new(
        "AppSessionExpired", ErrorCategory.AuthenticationError, "Run Connect-AppAdmin again.");

    private static readonly ErrorKind s_rejected = new(
        "AppCredentialRejected", ErrorCategory.AuthenticationError,
        "Check the public and the private key; the hosted service wants an API key of the project with the role Project Owner.");

    private static readonly ErrorKind s_denied = new(
        "AppAccessDenied", ErrorCategory.PermissionDenied,
        "The key's role in the project does not allow it; in Atlas that is the role Project Owner.");

    private static readonly ErrorKind s_readOnly = new(
        "AppReadOnly", ErrorCategory.PermissionDenied,
        "Change the files of that folder where the server runs, or have the server started with --writable.");

    private static readonly ErrorKind s_notDeleted = new(
        s_readOnly.Id, s_readOnly.Category, "Start the server without that folder to have the app no longer served.");

    // The file of the definition that names the secret is told first, or last.
    private static readonly Regex s_secretMissing = new("\\b[Ss]ecret '[^']+' is missing");

    private static readonly ErrorKind s_noSecret = new(
        AdminKind.Secret.NotFound.Id, AdminKind.Secret.NotFound.Category, 
        "Make the secret with Set-AppSecret first; the app is as it was.");

    private static readonly ErrorKind s_source = new(
        "AppFunctionInvalid", ErrorCategory.SyntaxError,
        "Correct the source where the message says; the app is as it was.");

    private static readonly ErrorKind s_cluster = new(
        "AppServiceNotFound", ErrorCategory.ObjectNotFound,
        "Pass one of the names of the message as -Cluster. An app gets its data source from New-AppDefinition -Cluster, or its folder.");

    private static readonly ErrorKind s_sessions = new(
        "AppSessionAmbiguous", ErrorCategory.InvalidArgument, "Pass the key or the account of one of them as -Credential.");

    private static readonly ErrorKind s_projectNotFound = new(
        "AppProjectNotFound", ErrorCategory.ObjectNotFound, "See the ProjectIds of Get-AppAdmin; -ProjectId is the id, not the name.");

    private static readonly ErrorKind s_ambiguous = new(
        "AppAmbiguous", ErrorCategory.InvalidArgument, "Pass one of the client app ids of the message as -App.");

    private static readonly ErrorKind s_project = new(
        "AppProjectAmbiguous", ErrorCategory.InvalidArgument, "Pass the id of a project as -ProjectId, here or to Connect-AppAdmin.");

    private static readonly ErrorKind s_noApp = new(
        "AppIdMissing", ErrorCategory.InvalidArgument, "Pass -App, or set $env:APPSERVICES_APP_ID.");

    private static readonly ErrorKind s_noRoute = new(
        "AppRouteNotFound", ErrorCategory.NotImplemented, "The service does not have this part of the admin API.");

    private static readonly ErrorKind s_folder = new(
        "AppFolderInvalid", ErrorCategory.InvalidData,
        "Name the folder that has the app's root_config.json; the message says which file is wrong.");

    private static readonly ErrorKind s_deployment = new(
        "AppDeploymentFailed", ErrorCategory.InvalidResult, "The app is as it was; the message says what is wrong with the new one.");

    private static readonly ErrorKind s_installation = new(
        "AppDependencyFailed", ErrorCategory.InvalidResult, "The packages are as they were; the message says why.");

    /// <summary>The record of a failed request.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="target">What the user named.</param>
    /// <param name="kind">What that is.</param>
    public static ErrorRecord From(AppServicesException error, object? target, AdminKind kind)
    {
        if (Find(error, kind) is { } found)
            return ErrorRecords.Create(error, found.Id, found.Category, target, error.Message, found.Advice);
        ErrorRecord record = ErrorRecords.From(error, target);
        record.ErrorDetails.RecommendedAction = record.ErrorDetails.RecommendedAction.Replace("Connect-AppUser", "Connect-AppAdmin");
        return record;
    }

    /// <summary>As above, for a login.</summary>
    public static ErrorRecord FromLogin(AppServicesException error, object? target) => error.StatusCode == 401
        ? ErrorRecords.Create(error, s_rejected.Id, s_rejected.Category, target, error.Message, s_rejected.Advice)
        : From(error, target, AdminKind.App);

    private static ErrorKind? Find(AppServicesException error, AdminKind kind) => error switch
    {
        { StatusCode: 404, Reason: { } words } when words.Contains("is no route of this API") => s_noRoute,
        { StatusCode: 405 or 501 } => s_noRoute,
        { StatusCode: 404, Reason: "app not found" } => AdminKind.App.NotFound,
        { StatusCode: 404, Reason: { } words } when words.StartsWith("group not found", StringComparison.Ordinal) => s_projectNotFound,
        { StatusCode: 403, Reason: { } words } when words.Contains("is served from a folder") =>
            words.Contains("does not delete") ? s_notDeleted : s_readOnly,
        { StatusCode: 400, Reason: { } words } when s_secretMissing.IsMatch(words) => s_noSecret,
        { Code: "UserNotFound" } => AdminKind.Account.NotFound,
        { Code: "FunctionSyntaxError" } => s_source,
        { Code: "ServiceNotFound" } => s_cluster,
        { Code: ClientErrorCode.SessionAmbiguous } => s_sessions,
        { Code: AdminErrorCode.AppNotFound } => AdminKind.App.NotFound,
        { Code: AdminErrorCode.AppAmbiguous } => s_ambiguous,
        { Code: AdminErrorCode.ProjectAmbiguous } => s_project,
        { Code: AdminErrorCode.NoAppNamed } => s_noApp,
        { Code: AdminErrorCode.SecretNotFound } => AdminKind.Secret.NotFound,
        { Code: AdminErrorCode.FolderInvalid } => s_folder,
        { Code: AdminErrorCode.DeploymentFailed } => s_deployment,
        { Code: AdminErrorCode.InstallationFailed } => s_installation,
        { Code: "FunctionNotFound" } => AdminKind.Function.NotFound,
        { Code: AdminErrorCode.ObjectNotFound } or { StatusCode: 404 } => kind.NotFound,
        { Code: ClientErrorCode.ClientUserNotLoggedIn } or { StatusCode: 401 } => s_expired,
        { StatusCode: 403 } => s_denied,
        { StatusCode: 409 } => kind.Exists,
        _ => null,
    };
}
