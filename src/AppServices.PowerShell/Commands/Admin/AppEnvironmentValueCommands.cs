using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gets values of an app that each environment has for itself.</summary>
[Cmdlet(VerbsCommon.Get, "AppEnvironmentValue", HelpUri = HelpPages.Folder + "Get-AppEnvironmentValue.md")]
[OutputType(typeof(AppEnvironmentValue))]
public sealed class GetAppEnvironmentValueCommand : GetAppObjectCmdlet<AppEnvironmentValue>
{
    /// <summary>The names; all of them by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminEnvironmentValueCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.EnvironmentValue;

    private protected override string What => "environment value";

    private protected override bool NeedsEach => true;

    private protected override AdminObjects<AppEnvironmentValue> ObjectsOf(AppDefinition app) => AdminObjects.EnvironmentValues(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes values that each environment has for itself, or changes what they are in some environments.</summary>
[Cmdlet(VerbsCommon.Set, "AppEnvironmentValue", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppEnvironmentValue.md")]
[OutputType(typeof(AppEnvironmentValue))]
public sealed class SetAppEnvironmentValueCommand : AppDefinitionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminEnvironmentValueCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>What it is there: anything that JSON has.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    [NoCompletion]
    public object? Value { get; set; }

    /// <summary>The environments; <c>none</c> is that of apps without one. What it is in the others stays.</summary>
    [Parameter(Position = 2)]
    [ValidateSet("none", "development", "testing", "qa", "production")]
    public string[] Environment { get; set; } = ["none"];

    /// <summary>Returns the value.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.EnvironmentValue;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        AdminObjects<AppEnvironmentValue> values = AdminObjects.EnvironmentValues(app);
        string? id = (await values.FindAsync(name, Options, cancellationToken))?.Id;
        string[] environments = [.. Environment.Select(one => one.ToLowerInvariant())];
        string action = $"{(id is null ? "Create" : "Change")} value of app '{app}' in the environments {string.Join(", ", environments)}";
        if (!ShouldProcess(name, action)) return;
        var given = new JsonObject(environments.Select(one => new KeyValuePair<string, JsonNode?>(one, ToJson(Value))));
        var settings = new JsonObject { ["name"] = name, ["values"] = given };
        if (id is null) id = (await values.CreateAsync(name, settings, Options, cancellationToken)).Id;
        else await values.UpdateAsync(await values.FetchAsync(id, Options, cancellationToken), name, settings, Options, cancellationToken);
        if (PassThru) WriteObject(await values.FetchAsync(id, Options, cancellationToken));
    });
}

/// <summary>Deletes values that each environment has for itself, in all environments.</summary>
[Cmdlet(VerbsCommon.Remove, "AppEnvironmentValue", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Remove-AppEnvironmentValue.md")]
public sealed class RemoveAppEnvironmentValueCommand : RemoveAppObjectCmdlet<AppEnvironmentValue>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminEnvironmentValueCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.EnvironmentValue;

    private protected override string What => "environment value";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppEnvironmentValue> ObjectsOf(AppDefinition app) => AdminObjects.EnvironmentValues(app);
}
