using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the apps that an admin may see, of every product unless one is named.</summary>
[Cmdlet(VerbsCommon.Get, "AppDefinition", HelpUri = HelpPages.Folder + "Get-AppDefinition.md")]
[OutputType(typeof(AppDefinition))]
public sealed class GetAppDefinitionCommand : AppAdminCmdlet
{
    /// <summary>Names, client app ids or ids; all apps by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminAppCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>What the apps are for; each of them by default.</summary>
    [Parameter]
    [ValidateSet("standard", "atlas", "data-api", "device-sync")]
    public string[] Product { get; set; } = [.. AdminApi.Products];

    /// <summary>The id of the project; every project of the admin by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdminProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppAdmin admin = ResolveAdmin();
        var missing = new HashSet<string>(Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)), StringComparer.Ordinal);
        int failures = 0;
        bool isReachable = true;
        foreach (string project in admin.ProjectsMeant(ProjectId).TakeWhile(_ => isReachable))
            await AttemptAsync(MyInvocation.ExpectingInput ? Name[0] : project, async () =>
            {
                try
                {
                    foreach (string product in Product.Select(one => one.ToLowerInvariant()).Distinct())
                        foreach (AppDefinition app in await admin.ListAppsAsync(project, product, Options, cancellationToken))
                            if (Matches(app, missing)) WriteObject(app);
                }
                catch (AppServicesException error)
                {
                    failures++;
                    isReachable = error.StatusCode is not null;
                    throw;
                }
            });
        if (failures > 0) return;
        foreach (string name in missing)
            WriteError(ToErrorRecord(
                new AppServicesException($"There is no app '{name}' among those that the admin may see.")
                {
                    Code = AdminErrorCode.AppNotFound,
                },
                TargetOf(name)));
    }

    private bool Matches(AppDefinition app, HashSet<string> missing)
    {
        string[] found = Name.Where(name =>
            NamePattern.Of(name) is var pattern
            && (pattern.IsMatch(app.Name) || pattern.IsMatch(app.ClientAppId) || pattern.IsMatch(app.Id))).ToArray();
        missing.ExceptWith(found);
        return found.Length > 0;
    }
}

/// <summary>Makes apps, among them that of a project's Atlas triggers.</summary>
[Cmdlet(VerbsCommon.New, "AppDefinition", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-AppDefinition.md")]
[OutputType(typeof(AppDefinition))]
public sealed class NewAppDefinitionCommand : AppAdminCmdlet
{
    /// <summary>The names: letters, digits, hyphens and underscores, a letter first.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Name { get; set; } = [];

    /// <summary>The id of the project; the one of the admin by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AdminProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <summary>
    /// What they are for. An app of <c>atlas</c> is made from the template of Atlas triggers; one that is there is returned.
    /// </summary>
    [Parameter]
    [ValidateSet("standard", "atlas", "data-api", "device-sync")]
    public string Product { get; set; } = "standard";

    /// <summary>The Atlas cluster that becomes the data source <c>mongodb-atlas</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Cluster { get; set; }

    /// <summary>Where they run, such as <c>aws-us-east-1</c>; the service chooses by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ProviderRegion { get; set; }

    /// <summary>Where they run, such as <c>US-VA</c>; the service chooses by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Location { get; set; }

    /// <summary>Whether they run in one region or all over the world.</summary>
    [Parameter]
    [ValidateSet("GLOBAL", "LOCAL")]
    public string? DeploymentModel { get; set; }

    /// <summary>The environment; none by default.</summary>
    [Parameter]
    [ValidateSet("development", "testing", "qa", "production")]
    public string? Environment { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppAdmin admin = ResolveAdmin();
        foreach (string name in Name)
            await AttemptAsync(name, async () =>
            {
                if (Product == "atlas" && await admin.FindTriggersAppAsync(ProjectId, Options, cancellationToken) is { } known)
                {
                    WriteVerbose($"The project has the app '{known}' for its triggers already.");
                    WriteObject(known);
                }
                else if (ShouldProcess(name, $"Create app in project '{ProjectId ?? admin.ProjectId}'"))
                {
                    WriteObject(await admin.CreateAppAsync(ProjectId, Product, Settings(name), Options, cancellationToken));
                }
            });
    }

    private JsonObject Settings(string name)
    {
        var settings = new JsonObject { ["name"] = name };
        if (Product == "atlas") settings["template_id"] = "triggers";
        if (ProviderRegion is not null) settings["provider_region"] = ProviderRegion;
        if (Location is not null) settings["location"] = Location;
        if (DeploymentModel is not null) settings["deployment_model"] = DeploymentModel.ToUpperInvariant();
        if (Environment is not null) settings["environment"] = Environment.ToLowerInvariant();
        if (Cluster is not null) settings["data_source"] = AppDefinitionCmdlet.DataSource(Cluster);
        return settings;
    }
}

/// <summary>Deletes apps for good, with all that they consist of.</summary>
[Cmdlet(VerbsCommon.Remove, "AppDefinition", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Remove-AppDefinition.md")]
public sealed class RemoveAppDefinitionCommand : AppAdminCmdlet
{
    /// <summary>The apps: names, client app ids, ids, or objects.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("ClientAppId")]
    [ArgumentCompleter(typeof(AdminAppCompleter))]
    [ValidateNotNullOrEmpty]
    public AppReference[] App { get; set; } = [];

    /// <summary>The id of the project that has the apps; every project of the admin by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AdminProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ProjectId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppReference reference in App)
        {
            AppDefinition? app = reference.App;
            if (app is null)
                await AttemptAsync(reference.Given, async () =>
                    app = await ResolveAdmin().FindAppAsync(reference.Text, ProjectId, Options, cancellationToken));
            if (app is not null)
                await AttemptAsync(reference.Given, app.ClientAppId, $"Delete app of project '{app.ProjectId}' and all that is in it", () =>
                    app.Admin.RemoveAppAsync(app, Options, cancellationToken));
        }
    }
}
