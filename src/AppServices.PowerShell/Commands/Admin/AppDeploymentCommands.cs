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

namespace AppServices.Commands;

/// <summary>Writes the files of an app into a folder, as the vendor's tools have them.</summary>
[Cmdlet(VerbsData.Export, "AppDefinition", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Export-AppDefinition.md")]
[OutputType(typeof(DirectoryInfo))]
public sealed class ExportAppDefinitionCommand : AppDefinitionCmdlet
{
    /// <summary>The folder; one that is not there is made.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Writes into a folder that has something in it, too; files of the same names are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        if (FolderToFill(Path, Force) is not { } folder) return;
        await AttemptAsync(app.ClientAppId, async () =>
        {
            if (!ShouldProcess(folder, $"Export app '{app}'")) return;
            string query = "/export?version=20210101&source_control=true";
            var zip = await app.DownloadAsync(query, $"Exporting app '{app}'", Options, cancellationToken);
            await AttemptFileAsync(Path, isRead: false, () =>
            {
                AppFolder.Write(zip, folder);
                WriteObject(FilePaths.ToItem(this, folder));
                return Task.CompletedTask;
            });
        });
    }
}

/// <summary>What the cmdlets share that deploy.</summary>
public abstract class AppDeploymentCmdlet : AppDefinitionCmdlet
{
    /// <summary>Does not wait for the deployment.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private protected override AdminKind Kind => AdminKind.Deployment;

    /// <summary>Waits for a deployment unless -NoWait is given, and writes it; one that failed is an error.</summary>
    private protected async Task WriteDeploymentAsync(AppDefinition app, AppDeployment deployment, CancellationToken cancellationToken)
    {
        if (!NoWait)
        {
            await WaitUntilAsync($"Deploying app '{app}'", async () =>
            {
                deployment = await AdminObjects.Deployments(app).FetchAsync(deployment.Id, Options, cancellationToken);
                return deployment.Status is "successful" or "failed";
            }, cancellationToken);
            if (deployment.Status == "failed")
                throw new AppServicesException(
                    $"The deployment of app '{app}' failed: {deployment.StatusError ?? "the service does not say why"}.")
                {
                    Code = AdminErrorCode.DeploymentFailed,
                };
        }
        WriteObject(deployment);
    }
}

/// <summary>
/// Deploys the folder of an app's files, all at once or not at all, and waits for it. Nothing is deployed when nothing differs; -WhatIf
/// shows what does.
/// </summary>
[Cmdlet(VerbsData.Publish, "AppDefinition", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Publish-AppDefinition.md")]
[OutputType(typeof(AppDeployment))]
public sealed class PublishAppDefinitionCommand : AppDeploymentCmdlet
{
    private string? _folder;

    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Throws away what somebody has begun to change with the same key and has not deployed.</summary>
    [Parameter]
    public SwitchParameter DiscardDraft { get; set; }

    /// <summary>Installs the packages of functions/package.json, too.</summary>
    [Parameter]
    public SwitchParameter IncludeDependency { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        _folder = FilePaths.ToWrite(this, Path, isLiteral: true);
        if (_folder is not null) await base.ProcessAsync(cancellationToken);
    }

    private protected override string? DefaultApp => AppFolder.FindClientAppId(_folder!);

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(Path, async () =>
    {
        JsonObject definition = AppFolder.Read(_folder!);
        IReadOnlyList<string> changes = await AppDrafts.CompareAsync(app, definition, Options, cancellationToken);
        if (changes.Count == 0) WriteVerbose($"App '{app}' is what '{Path}' says already.");
        else if (ShouldProcess(
            $"Deploy '{Path}' as app '{app}':\n{string.Join("\n", changes)}", $"Deploy '{Path}' as app '{app}'?", "Publish-AppDefinition"))
        {
            AppDeployment made = await AppDrafts.DeployAsync(app, definition, DiscardDraft, Options, cancellationToken);
            await WriteDeploymentAsync(app, made, cancellationToken);
        }
        string packages = System.IO.Path.Combine(_folder!, "functions", "package.json");
        if (IncludeDependency && ShouldProcess(packages, $"Install packages of app '{app}'"))
            await UploadDependenciesAsync(app, packages, cancellationToken);
    });
}

/// <summary>Gets deployments of an app, the newest first; the service keeps the latest ones only.</summary>
[Cmdlet(VerbsCommon.Get, "AppDeployment", HelpUri = HelpPages.Folder + "Get-AppDeployment.md")]
[OutputType(typeof(AppDeployment))]
public sealed class GetAppDeploymentCommand : AppDefinitionCmdlet
{
    /// <summary>The ids; all deployments by default.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(AdminDeploymentCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <summary>How many at most.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NoCompletion]
    public int First { get; set; } = int.MaxValue;

    private protected override AdminKind Kind => AdminKind.Deployment;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        AdminObjects<AppDeployment> deployments = AdminObjects.Deployments(app);
        if (Id is null)
            await AttemptAsync(app.ClientAppId, async () =>
                WriteObject((await deployments.ListAsync(Options, cancellationToken)).Take(First), enumerateCollection: true));
        foreach (string id in Id ?? [])
            await AttemptAsync(id, async () => WriteObject(await deployments.FetchAsync(id, Options, cancellationToken)));
    }
}

/// <summary>Deploys once more what an app was at an earlier deployment. Secrets stay what they are.</summary>
[Cmdlet(VerbsData.Restore, "AppDeployment", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Restore-AppDeployment.md")]
[OutputType(typeof(AppDeployment))]
public sealed class RestoreAppDeploymentCommand : AppDeploymentCmdlet
{
    /// <summary>The id of the deployment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Id))]
    [ArgumentCompleter(typeof(AdminDeploymentCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Id { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Id!.Given, Id.Text, $"Deploy once more as app '{app}'", async () =>
        {
            AdminObjects<AppDeployment> deployments = AdminObjects.Deployments(app);
            await deployments.ActAsync(Id.Text, "redeploy", $"Restoring deployment '{Id}'", null, Options, cancellationToken);
            if (await deployments.ListAsync(Options, cancellationToken) is [{ } made, ..])
                await WriteDeploymentAsync(app, made, cancellationToken);
        });
}
