using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gets the API keys of an app's server, without the keys themselves.</summary>
[Cmdlet(VerbsCommon.Get, "AppServerApiKey", HelpUri = HelpPages.Folder + "Get-AppServerApiKey.md")]
[OutputType(typeof(AppServerApiKey))]
public sealed class GetAppServerApiKeyCommand : GetAppObjectCmdlet<AppServerApiKey>
{
    /// <summary>The names; all keys by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminServerApiKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.ServerApiKey;

    private protected override string What => "API key";

    private protected override AdminObjects<AppServerApiKey> ObjectsOf(AppDefinition app) => AdminObjects.ServerApiKeys(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes API keys of an app's server, with which programs log in. The key itself is told this once.</summary>
[Cmdlet(VerbsCommon.New, "AppServerApiKey", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet,
    HelpUri = HelpPages.Folder + "New-AppServerApiKey.md")]
[OutputType(typeof(AppServerApiKey), ParameterSetName = [ObjectSet])]
[OutputType(typeof(string), ParameterSetName = [TextSet])]
public sealed class NewAppServerApiKeyCommand : AppDefinitionCmdlet
{
    private const string ObjectSet = "Object";
    private const string TextSet = "PlainText";

    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Name { get; set; } = [];

    /// <summary>Returns the keys as text instead of objects that keep them in SecureStrings.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    private protected override AdminKind Kind => AdminKind.ServerApiKey;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        foreach (string name in Name)
            await AttemptAsync(name, $"Create API key of app '{app}'", async () =>
            {
                AppServerApiKey key = await AdminObjects.ServerApiKeys(app).CreateAsync(
                    name, new JsonObject { ["name"] = name }, Options, cancellationToken);
                WriteObject(AsPlainText ? key.Key?.Reveal() : key);
            });
    }
}

/// <summary>What the cmdlets share that are about some API keys of an app's server.</summary>
public abstract class ChangeAppServerApiKeyCmdlet : ChangeAppObjectCmdlet<AppServerApiKey>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminServerApiKeyCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.ServerApiKey;

    private protected override string What => "API key";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppServerApiKey> ObjectsOf(AppDefinition app) => AdminObjects.ServerApiKeys(app);
}

/// <summary>What the cmdlets share that let API keys of an app's server be used or keep them from it.</summary>
public abstract class SwitchAppServerApiKeyCmdlet : ChangeAppServerApiKeyCmdlet
{
    /// <summary>Returns the keys as they are then, without the keys themselves.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected abstract bool IsEnabled { get; }

    private protected sealed override string Doing => IsEnabled ? "Enable API key" : "Disable API key";

    private protected sealed override async Task ChangeAsync(
        AdminObjects<AppServerApiKey> objects, AppServerApiKey one, CancellationToken cancellationToken)
    {
        (string action, string doing) = IsEnabled ? ("enable", "Enabling") : ("disable", "Disabling");
        await objects.ActAsync(one.Id, action, $"{doing} API key '{one.Name}'", null, Options, cancellationToken);
        if (PassThru) WriteObject(await objects.FetchAsync(one.Id, Options, cancellationToken));
    }
}

/// <summary>Lets API keys of an app's server be used again.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppServerApiKey", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Enable-AppServerApiKey.md")]
[OutputType(typeof(AppServerApiKey))]
public sealed class EnableAppServerApiKeyCommand : SwitchAppServerApiKeyCmdlet
{
    private protected override bool IsEnabled => true;
}

/// <summary>Keeps API keys of an app's server from being used.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppServerApiKey", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Disable-AppServerApiKey.md")]
[OutputType(typeof(AppServerApiKey))]
public sealed class DisableAppServerApiKeyCommand : SwitchAppServerApiKeyCmdlet
{
    private protected override bool IsEnabled => false;
}

/// <summary>Deletes API keys of an app's server for good.</summary>
[Cmdlet(VerbsCommon.Remove, "AppServerApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Remove-AppServerApiKey.md")]
public sealed class RemoveAppServerApiKeyCommand : ChangeAppServerApiKeyCmdlet
{
    private protected override string Doing => "Delete API key";

    private protected override Task ChangeAsync(
        AdminObjects<AppServerApiKey> objects, AppServerApiKey one, CancellationToken cancellationToken) =>
        objects.RemoveAsync(one.Id, one.Name, Options, cancellationToken);
}
