using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Files;

namespace AppServices.Commands;

/// <summary>Gets the npm packages that functions of an app can use.</summary>
[Cmdlet(VerbsCommon.Get, "AppDependency", HelpUri = HelpPages.Folder + "Get-AppDependency.md")]
[OutputType(typeof(AppDependency))]
public sealed class GetAppDependencyCommand : AppDefinitionCmdlet
{
    /// <summary>The names; all packages by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Dependency;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppDependency> all = [];
        await AttemptAsync(app.ClientAppId, async () => all = await AppDiagnostics.ListDependenciesAsync(app, Options, cancellationToken));
        Values.NameMatches.WriteMatches(this, all, one => one.Name, Name,
            name => ToErrorRecord(NotFound("package", name, app), TargetOf(name)));
    }
}

/// <summary>What the cmdlets share that change packages.</summary>
public abstract class AppDependencyCmdlet : AppDefinitionCmdlet
{
    /// <summary>Does not wait until the service has installed them.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    private protected override AdminKind Kind => AdminKind.Dependency;

    private protected Task WaitAsync(AppDefinition app, CancellationToken cancellationToken) =>
        NoWait ? Task.CompletedTask : WaitForPackagesAsync(app, cancellationToken);
}

/// <summary>
/// Lets functions of an app use npm packages: one by its name, or all that a package.json or an archive of node_modules has.
/// </summary>
[Cmdlet(VerbsCommon.Add, "AppDependency", SupportsShouldProcess = true, DefaultParameterSetName = NameSet,
    HelpUri = HelpPages.Folder + "Add-AppDependency.md")]
[OutputType(typeof(AppDependency))]
public sealed class AddAppDependencyCommand : AppDependencyCmdlet
{
    private const string NameSet = "Name";
    private const string PathSet = "Path";

    /// <summary>The name, as npm has it.</summary>
    [Parameter(ParameterSetName = NameSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ValidateNotNull]
    [NoCompletion]
    public AppObjectReference? Name { get; set; }

    /// <summary>The version.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string Version { get; set; } = "latest";

    /// <summary>A package.json, or an archive of node_modules, which takes the place of all packages that are there.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Returns the packages, as far as the service has them by then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        if (Name is { } name)
            return AttemptAsync(name.Given, name.Text, $"Install package version {Version} of app '{app}'", async () =>
            {
                await app.SendAsync(
                    "PUT", $"/dependencies/{Uri.EscapeDataString(name.Text)}?version={Uri.EscapeDataString(Version)}",
                    $"Installing '{name}'", null, Options, cancellationToken);
                await WaitAsync(app, cancellationToken);
                await WriteAddedAsync(app, name.Text, cancellationToken);
            });
        return FilePaths.ToRead(this, Path!, isLiteral: true) is [{ } file]
            ? AttemptAsync(Path!, $"Install packages of app '{app}' in the place of all that are there", async () =>
            {
                if (await UploadDependenciesAsync(app, file, cancellationToken, waits: !NoWait))
                    await WriteAddedAsync(app, null, cancellationToken);
            })
            : Task.CompletedTask;
    }

    private async Task WriteAddedAsync(AppDefinition app, string? name, CancellationToken cancellationToken)
    {
        if (!PassThru) return;
        IReadOnlyList<AppDependency> all = await AppDiagnostics.ListDependenciesAsync(app, Options, cancellationToken);
        WriteObject(all.Where(one => name is null || one.Name == name), enumerateCollection: true);
    }
}

/// <summary>Takes npm packages away from functions of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppDependency", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppDependency.md")]
public sealed class RemoveAppDependencyCommand : AppDependencyCmdlet
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (AppObjectReference reference in Name)
        {
            string name = reference.Text;
            AppDependency? package = null;
            await AttemptAsync(reference.Given, async () =>
                package = (await AppDiagnostics.ListDependenciesAsync(app, Options, cancellationToken))
                    .FirstOrDefault(one => one.Name == name) ?? throw NotFound("package", name, app));
            if (package is null) continue;
            await AttemptAsync(reference.Given, name, $"Remove package of app '{app}'", async () =>
            {
                await app.SendAsync(
                    "DELETE", $"/dependencies/{Uri.EscapeDataString(name)}?version={Uri.EscapeDataString(package.Version ?? "")}",
                    $"Removing '{name}'", null, Options, cancellationToken);
                await WaitAsync(app, cancellationToken);
            });
        }
    }
}
