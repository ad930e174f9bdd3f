using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Files;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that are about an app.</summary>
public abstract class AppDefinitionCmdlet : AppAdminCmdlet
{
    private const string Triggers = "triggers";

    /// <summary>
    /// The app: its name, client app id or id, or the object. $env:APPSERVICES_APP_ID by default, then the project's app of Atlas
    /// triggers.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ClientAppId")]
    [ArgumentCompleter(typeof(AdminAppCompleter))]
    [ValidateNotNull]
    public AppReference? App { get; set; }

    /// <summary>The id of the project that has the app; all projects of the admin by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdminProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <summary>The app that is meant when none is named, before that of the environment; null for none.</summary>
    private protected virtual string? DefaultApp => null;

    /// <inheritdoc/>
    private protected override object? TargetOf(object? target) =>
        Piped.Any(one => one.Key == nameof(App)) && Piped.All(one => one.Key is nameof(App) or nameof(ProjectId) or nameof(Admin))
            ? App!.Given
            : base.TargetOf(target);

    // The object of the pipeline, as far as it is not the app alone.
    private object? PipedObject => Piped
        .Select(one => one.Value switch
        {
            AppObjectReference reference => reference.Given,
            AppObjectReference[] and [{ } only] => only.Given,
            string[] and [{ } only] => only,
            PSCredential => one.Value,
            _ => one.Key is "InputObject" or nameof(IPipelineInput.PipelineInput) ? one.Value : null,
        }).FirstOrDefault(value => value is not null);

    private AppObjectReference? RefusedReference => MyInvocation.BoundParameters.Values
        .SelectMany(value => value as AppObjectReference[] ?? (value is AppObjectReference one ? [one] : []))
        .FirstOrDefault(one => one.Problem is not null);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (RefusedReference is { } refused)
        {
            WriteError(ErrorRecords.Create(
                "AppArgumentInvalid", ErrorCategory.InvalidArgument, TargetOf(refused.Given), refused.Problem!,
                "Pass names or ids, or objects that have them in a property of that name."));
            return;
        }
        AppDefinition? app = null;
        await AttemptAsync(PipedObject ?? App?.Given, async () => app = await ResolveAppAsync(cancellationToken));
        if (app is not null) await ProcessAsync(app, cancellationToken);
    }

    private protected abstract Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken);

    /// <summary>The app that is meant.</summary>
    private protected async Task<AppDefinition> ResolveAppAsync(CancellationToken cancellationToken)
    {
        if (App?.App is { } given && (Admin is null || given.Admin == Admin)) return given;
        AppAdmin admin = ResolveAdmin();
        if ((App?.Text ?? DefaultApp ?? EnvironmentSettings.AppId) is { } text)
            return await admin.FindAppAsync(text, ProjectId, Options, cancellationToken);
        return await admin.FindTriggersAppAsync(ProjectId, Options, cancellationToken)
            ?? await MakeTriggersAppAsync(admin, cancellationToken)
            ?? throw new AppServicesException("No app is named, and the project has no app of Atlas triggers yet.")
            {
                Code = AdminErrorCode.NoAppNamed,
            };
    }

    /// <summary>Makes the app of Atlas triggers when there is none yet; null where that is not to be done.</summary>
    private protected virtual Task<AppDefinition?> MakeTriggersAppAsync(AppAdmin admin, CancellationToken cancellationToken) =>
        Task.FromResult<AppDefinition?>(null);

    /// <summary>Makes the app of Atlas triggers for a cluster.</summary>
    internal async Task<AppDefinition> MakeTriggersAppAsync(AppAdmin admin, string cluster, CancellationToken cancellationToken) =>
        await admin.CreateAppAsync(ProjectId, "atlas", new JsonObject
        {
            ["name"] = AdminApi.TriggersApp,
            ["template_id"] = Triggers,
            ["data_source"] = DataSource(cluster),
        }, Options, cancellationToken);

    /// <summary>The data source that an app is made with.</summary>
    internal static JsonObject DataSource(string cluster) => new()
    {
        ["name"] = "mongodb-atlas",
        ["type"] = "mongodb-atlas",
        ["config"] = new JsonObject { ["clusterName"] = cluster },
    };

    /// <summary>A folder to write files into; null after an error.</summary>
    private protected string? FolderToFill(string path, bool force)
    {
        if (FilePaths.ToWrite(this, path, isLiteral: true) is not { } folder) return null;
        if (force || !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any()) return folder;
        WriteError(ErrorRecords.Create(
            "AppFolderNotEmpty", ErrorCategory.ResourceExists, path, $"'{path}' has something in it.",
            "Name another folder, or pass -Force to have files of the same names replaced."));
        return null;
    }

    /// <summary>Has the service install the packages that a file names or has; false for a file that cannot be read.</summary>
    private protected async Task<bool> UploadDependenciesAsync(
        AppDefinition app, string file, CancellationToken cancellationToken, bool waits = true)
    {
        byte[]? content = null;
        await AttemptFileAsync(file, isRead: true, () =>
        {
            content = File.ReadAllBytes(file);
            return Task.CompletedTask;
        });
        if (content is null) return false;
        await app.UploadAsync(
            "/dependencies", $"Installing '{Path.GetFileName(file)}'", Path.GetFileName(file), content, Options, cancellationToken);
        if (waits) await WaitForPackagesAsync(app, cancellationToken);
        return true;
    }

    /// <summary>Waits until the service has installed packages.</summary>
    private protected Task WaitForPackagesAsync(AppDefinition app, CancellationToken cancellationToken) =>
        WaitUntilAsync($"Installing packages of app '{app}'", async () =>
        {
            (string status, string message) = await AppDiagnostics.GetInstallationAsync(app, Options, cancellationToken);
            return status == "failed"
                ? throw new AppServicesException($"The service did not install the packages of app '{app}': {message}.")
                {
                    Code = AdminErrorCode.InstallationFailed,
                }
                : status == "successful";
        }, cancellationToken);

    /// <summary>The data source that is meant: the only one unless a cluster is named.</summary>
    private protected async Task<AppCluster> FindClusterAsync(
        AppDefinition app, string? name, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppCluster> all = await app.ListClustersAsync(Options, cancellationToken);
        AppCluster[] found = name is null ? [.. all] : [.. all.Where(one => one.ClusterName == name || one.ServiceName == name)];
        if (found is [{ } only]) return only;
        string there = all.Count == 0
            ? "It has none"
            : $"It has {string.Join(", ", all.Select(one => one.ClusterName ?? one.ServiceName))}";
        string problem = name is null ? "not exactly one cluster, so one has to be named" : $"no cluster '{name}'";
        throw new AppServicesException($"App '{app}' has {problem}. {there}.")
        {
            Code = "ServiceNotFound",
        };
    }

    /// <summary>The id of the function that is meant.</summary>
    private protected async Task<string> FindFunctionAsync(AppDefinition app, string name, CancellationToken cancellationToken) =>
        (await AdminObjects.Functions(app).FindAsync(name, Options, cancellationToken))?.Id
            ?? throw new AppServicesException($"App '{app}' has no function '{name}'. Make it with Set-AppFunctionDefinition first.")
            {
                Code = "FunctionNotFound",
            };
}
