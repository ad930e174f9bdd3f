using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gets what sends entries of an app's log elsewhere.</summary>
[Cmdlet(VerbsCommon.Get, "AppLogForwarder", HelpUri = HelpPages.Folder + "Get-AppLogForwarder.md")]
[OutputType(typeof(AppLogForwarder))]
public sealed class GetAppLogForwarderCommand : GetAppObjectCmdlet<AppLogForwarder>
{
    /// <summary>The names; all log forwarders by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminLogForwarderCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.LogForwarder;

    private protected override string What => "log forwarder";

    private protected override AdminObjects<AppLogForwarder> ObjectsOf(AppDefinition app) => AdminObjects.LogForwarders(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes a log forwarder of an app, or changes the one that is there; what no parameter names stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AppLogForwarder", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppLogForwarder.md")]
[OutputType(typeof(AppLogForwarder))]
public sealed class SetAppLogForwarderCommand : AppDefinitionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminLogForwarderCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>Which kinds of entries it sends; all of them for a new one.</summary>
    [Parameter]
    [ValidateSet("auth", "endpoint", "function", "graphql", "push", "schema", "service", "sync", "trigger", "trigger_error_handler")]
    public string[]? LogType { get; set; }

    /// <summary>Which results it sends; both for a new one.</summary>
    [Parameter]
    [ValidateSet("error", "success")]
    public string[]? LogStatus { get; set; }

    /// <summary>Whether each entry is sent by itself, or several together; single for a new one.</summary>
    [Parameter]
    [ValidateSet("single", "batch")]
    public string? Policy { get; set; }

    /// <summary>The function that gets the entries; a new one needs it or a collection.</summary>
    [Parameter]
    [Alias("Function")]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? FunctionName { get; set; }

    /// <summary>The database of the collection that gets the entries.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Database { get; set; }

    /// <summary>The collection that gets the entries.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Collection { get; set; }

    /// <summary>The data source of that collection, or its cluster; the app's only one by default.</summary>
    [Parameter]
    [Alias("Cluster")]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ServiceName { get; set; }

    /// <summary>Whether it sends anything; true for a new one.</summary>
    [Parameter]
    public bool? Enabled { get; set; }

    /// <summary>Returns the log forwarder.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.LogForwarder;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        this.Refuse(Database is null != Collection is null, "-Database and -Collection go together.");
        this.Refuse(FunctionName is not null && Database is not null, "Entries go to a function or to a collection, not to both.");
        this.Refuse(
            ServiceName is not null && Database is null,
            "-ServiceName is the data source of a collection, so it goes with -Database and -Collection.");
        return AttemptAsync(Name!.Given, async () =>
        {
            string name = Name.Text;
            AdminObjects<AppLogForwarder> forwarders = AdminObjects.LogForwarders(app);
            AppLogForwarder? known = await forwarders.FindAsync(name, Options, cancellationToken);
            if (known is null && FunctionName is null && Database is null) throw NotFound("log forwarder", name, app);
            JsonObject settings = await SettingsAsync(app, cancellationToken);
            if (!ShouldProcess(name, $"{(known is null ? "Create" : "Change")} log forwarder of app '{app}'")) return;
            if (known is null) known = await forwarders.CreateAsync(name, Complete(settings, name), Options, cancellationToken);
            else await forwarders.UpdateAsync(known, name, settings, Options, cancellationToken);
            if (PassThru) WriteObject(await forwarders.FetchAsync(known.Id, Options, cancellationToken));
        });
    }

    private async Task<JsonObject> SettingsAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        var settings = new JsonObject();
        if (LogType is not null) settings["log_types"] = Texts(LogType);
        if (LogStatus is not null) settings["log_statuses"] = Texts(LogStatus);
        if (Policy is not null) settings["policy"] = new JsonObject { ["type"] = Policy.ToLowerInvariant() };
        if (Enabled is { } enabled) settings["disabled"] = !enabled;
        if (FunctionName is not null)
        {
            await FindFunctionAsync(app, FunctionName, cancellationToken);
            settings["action"] = new JsonObject { ["type"] = "function", ["name"] = FunctionName };
        }
        if (Database is not null)
            settings["action"] = new JsonObject
            {
                ["type"] = "collection",
                ["data_source"] = (await FindClusterAsync(app, ServiceName, cancellationToken)).ServiceName,
                ["database"] = Database,
                ["collection"] = Collection,
            };
        return settings;
    }

    private static JsonObject Complete(JsonObject settings, string name)
    {
        settings["name"] = name;
        settings["disabled"] ??= false;
        settings["log_types"] ??= All(nameof(LogType));
        settings["log_statuses"] ??= All(nameof(LogStatus));
        settings["policy"] ??= new JsonObject { ["type"] = "single" };
        return settings;
    }

    // All that a parameter may be.
    private static JsonArray All(string parameter) => Texts(
        [.. typeof(SetAppLogForwarderCommand).GetProperty(parameter)!.GetCustomAttribute<ValidateSetAttribute>()!.ValidValues]);

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode)text.ToLowerInvariant())];
}

/// <summary>Deletes log forwarders of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppLogForwarder", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppLogForwarder.md")]
public sealed class RemoveAppLogForwarderCommand : RemoveAppObjectCmdlet<AppLogForwarder>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminLogForwarderCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.LogForwarder;

    private protected override string What => "log forwarder";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppLogForwarder> ObjectsOf(AppDefinition app) => AdminObjects.LogForwarders(app);
}
