using System;
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

/// <summary>Gets triggers of an app.</summary>
[Cmdlet(VerbsCommon.Get, "AppTrigger", HelpUri = HelpPages.Folder + "Get-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class GetAppTriggerCommand : GetAppObjectCmdlet<AppTrigger>
{
    /// <summary>The names; all triggers by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminTriggerCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Trigger;

    private protected override string What => "trigger";

    private protected override AdminObjects<AppTrigger> ObjectsOf(AppDefinition app) => AdminObjects.Triggers(app);

    private protected override string[] Names => Name;
}

/// <summary>What New-AppTrigger and Set-AppTrigger share: what a trigger reacts to and what it does.</summary>
public abstract class AppTriggerSettingsCmdlet : AppDefinitionCmdlet
{
    private const string OfData = "DATABASE";
    private const string OfUsers = "AUTHENTICATION";
    private const string OfClock = "SCHEDULED";

    // The parameters that are not for every type (app-folder 7.1).
    private static readonly (string Name, string[] Types)[] s_parameters =
    [
        (nameof(Schedule), [OfClock]), (nameof(Operation), [OfData, OfUsers]), (nameof(Provider), [OfUsers]), (nameof(Cluster), [OfData]),
        (nameof(Database), [OfData]), (nameof(Collection), [OfData]), (nameof(Match), [OfData]), (nameof(Project), [OfData]),
        (nameof(FullDocument), [OfData]), (nameof(FullDocumentBeforeChange), [OfData]), (nameof(Unordered), [OfData]),
        (nameof(SkipCatchupEvents), [OfData, OfClock]), (nameof(TolerateResumeErrors), [OfData]), (nameof(MaximumThroughput), [OfData]),
    ];

    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminTriggerCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>The function that it calls.</summary>
    [Parameter]
    [Alias("Function")]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? FunctionName { get; set; }

    /// <summary>The AWS account whose EventBridge gets the events, in the place of a function.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? EventBridgeAccountId { get; set; }

    /// <summary>The AWS region whose EventBridge gets the events.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? EventBridgeRegion { get; set; }

    /// <summary>When it runs: cron's five fields, in UTC.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Schedule { get; set; }

    /// <summary>What it reacts to: changes of documents and collections; with -Provider one of LOGIN, CREATE and DELETE.</summary>
    [Parameter]
    [ValidateSet(
        "INSERT", "UPDATE", "REPLACE", "DELETE", "LOGIN", "CREATE", "CREATE_COLLECTION", "MODIFY_COLLECTION", "RENAME_COLLECTION",
        "DROP_COLLECTION", "SHARD_COLLECTION", "RESHARD_COLLECTION", "REFINE_COLLECTION_SHARD_KEY", "DROP_DATABASE")]
    public string[]? Operation { get; set; }

    /// <summary>The providers whose users it reacts to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ProviderTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Provider { get; set; }

    /// <summary>The Atlas cluster that it watches, or the name of its data source; the app's only one by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Cluster { get; set; }

    /// <summary>The database that it watches; the whole cluster by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Database { get; set; }

    /// <summary>The collection that it watches; the whole database by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Collection { get; set; }

    /// <summary>What events must match; an empty hashtable for any.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public object? Match { get; set; }

    /// <summary>Which fields of events the function gets; an empty hashtable for all.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public object? Project { get; set; }

    /// <summary>Whether events have the document as it is after a change.</summary>
    [Parameter]
    public bool? FullDocument { get; set; }

    /// <summary>Whether events have the document as it was before a change.</summary>
    [Parameter]
    public bool? FullDocumentBeforeChange { get; set; }

    /// <summary>Whether events need not be handled in their order.</summary>
    [Parameter]
    public bool? Unordered { get; set; }

    /// <summary>Whether what happened while it was disabled is passed over.</summary>
    [Parameter]
    public bool? SkipCatchupEvents { get; set; }

    /// <summary>Whether it goes on with new events when it cannot go on where it stopped.</summary>
    [Parameter]
    public bool? TolerateResumeErrors { get; set; }

    /// <summary>Whether it handles as many events at once as it can.</summary>
    [Parameter]
    public bool? MaximumThroughput { get; set; }

    /// <summary>The function that is told of events that EventBridge does not take; an empty text for none.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [AllowEmptyString]
    public string? ErrorHandlerFunctionName { get; set; }

    private protected override AdminKind Kind => AdminKind.Trigger;

    /// <summary>What a trigger is that the parameters make.</summary>
    private protected string TypeMade => Schedule is not null ? OfClock : Provider is not null ? OfUsers : OfData;

    /// <summary>What the parameters say, as the API has it; what they do not say is missing.</summary>
    /// <param name="app">The app.</param>
    /// <param name="known">The trigger that is changed; null for one that is made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private protected async Task<JsonObject> SettingsAsync(AppDefinition app, AppTrigger? known, CancellationToken cancellationToken)
    {
        string type = known?.Type ?? TypeMade;
        RefuseOtherTypes(type, isNew: known is null);
        this.Refuse(
            FunctionName is not null && EventBridgeAccountId is not null,
            "A trigger calls a function or sends events to EventBridge, not both.");
        this.Refuse(EventBridgeAccountId is null != EventBridgeRegion is null, "-EventBridgeAccountId and -EventBridgeRegion go together.");
        this.Refuse(
            ErrorHandlerFunctionName is { Length: > 0 }
                && (FunctionName is not null || (EventBridgeAccountId ?? known?.EventBridgeAccountId) is null),
            "-ErrorHandlerFunctionName is for events that EventBridge does not take, and this trigger calls a function.");
        var settings = new JsonObject();
        JsonObject config = Config(isOfUsers: type == OfUsers);
        if (Cluster is not null || (known is null && type == OfData))
        {
            AppCluster cluster = await FindClusterAsync(app, Cluster, cancellationToken);
            if (type == OfData) config["service_id"] = cluster.ServiceId;
        }
        if (config.Count > 0) settings["config"] = config;
        if (FunctionName is not null)
        {
            string id = await FindFunctionAsync(app, FunctionName, cancellationToken);
            settings["function_id"] = id;
            settings["event_processors"] = Processor("FUNCTION", new JsonObject { ["function_id"] = id, ["function_name"] = FunctionName });
            settings["function_name"] = FunctionName;
        }
        if (EventBridgeAccountId is not null)
        {
            settings["function_id"] = null;
            settings["function_name"] = null;
            settings["event_processors"] = Processor(
                "AWS_EVENTBRIDGE", new JsonObject { ["account_id"] = EventBridgeAccountId, ["region"] = EventBridgeRegion });
        }
        if (ErrorHandlerFunctionName is { } handler)
            settings["error_handler"] = handler.Length == 0 ? null : new JsonObject
            {
                ["config"] = new JsonObject
                {
                    ["enabled"] = true, ["function_id"] = await FindFunctionAsync(app, handler, cancellationToken),
                },
            };
        return settings;
    }

    // A new trigger of any type may name the cluster that the app of Atlas triggers is made for.
    private void RefuseOtherTypes(string type, bool isNew)
    {
        string[] given = [.. MyInvocation.BoundParameters.Where(one => one.Value is not null).Select(one => one.Key)];
        string[] own = [.. s_parameters.Where(one => one.Types.Contains(type)).Select(one => one.Name)];
        string[] others = [.. s_parameters.Select(one => one.Name).Intersect(given).Except(own)];
        if (isNew) others = [.. others.Where(name => name != nameof(Cluster))];
        this.Refuse(
            own.Length > 0 && others.Length > 0,
            $"{List(others)} {(others.Length > 1 ? "do" : "does")} not go with a trigger of type {type}, which takes {List(own)}.");

        static string List(string[] names) => string.Join(", ", names.Select(name => $"-{name}"));
    }

    private static JsonObject Processor(string name, JsonObject config) => new() { [name] = new JsonObject { ["config"] = config } };

    private JsonObject Config(bool isOfUsers)
    {
        var config = new JsonObject();
        if (Schedule is not null) config["schedule"] = Schedule;
        string[]? operations = Operation?.Select(one => one.ToUpperInvariant()).ToArray();
        this.Refuse(
            isOfUsers && operations is not (null or ["LOGIN" or "CREATE" or "DELETE"]),
            "A trigger for users reacts to one operation: LOGIN, CREATE or DELETE.");
        this.Refuse(
            !isOfUsers && operations?.Any(one => one is "LOGIN" or "CREATE") == true,
            "LOGIN and CREATE are what users do, so they go with the -Provider of a trigger for users.");
        if (Provider is not null) config["providers"] = new JsonArray([.. Provider.Select(one => (JsonNode)one)]);
        if (operations is not null && isOfUsers) config["operation_type"] = operations[0];
        else if (operations is not null) config["operation_types"] = new JsonArray([.. operations.Select(one => (JsonNode)one)]);
        if (Database is not null) config["database"] = Database;
        if (Collection is not null) config["collection"] = Collection;
        if (Match is not null) config["match"] = ToJson(Match);
        if (Project is not null) config["project"] = ToJson(Project);
        foreach ((string name, bool? value) in new[]
        {
            ("full_document", FullDocument), ("full_document_before_change", FullDocumentBeforeChange), ("unordered", Unordered),
            ("skip_catchup_events", SkipCatchupEvents), ("tolerate_resume_errors", TolerateResumeErrors),
            ("maximum_throughput", MaximumThroughput),
        })
            if (value is { } flag) config[name] = flag;
        return config;
    }
}

/// <summary>
/// Makes a trigger: for a schedule with -Schedule, for users with -Provider, for changes of data with -Operation. The project's app of
/// Atlas triggers is made when no app is named and there is none yet.
/// </summary>
[Cmdlet(VerbsCommon.New, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "New-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class NewAppTriggerCommand : AppTriggerSettingsCmdlet
{
    /// <summary>Makes it without letting it react.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        if (FunctionName is null && EventBridgeAccountId is null)
            throw Incomplete("does", "-FunctionName, or -EventBridgeAccountId and -EventBridgeRegion");
        if (Schedule is null && Operation is null) throw Incomplete("reacts to", "-Schedule, or -Operation with or without -Provider");
        return AttemptAsync(Name!.Given, async () =>
        {
            string name = Name.Text;
            JsonObject settings = await SettingsAsync(app, null, cancellationToken);
            settings["name"] = name;
            settings["type"] = TypeMade;
            settings["disabled"] = (bool)Disabled;
            foreach (string none in settings.Where(field => field.Value is null).Select(field => field.Key).ToArray())
                settings.Remove(none);
            if (ShouldProcess(name, $"Create trigger of app '{app}'"))
                WriteObject(await AdminObjects.Triggers(app).CreateAsync(name, settings, Options, cancellationToken));
        });
    }

    private protected override async Task<AppDefinition?> MakeTriggersAppAsync(AppAdmin admin, CancellationToken cancellationToken) =>
        Cluster is not null && ShouldProcess(AdminApi.TriggersApp, $"Create the project's app of Atlas triggers for cluster '{Cluster}'")
            ? await MakeTriggersAppAsync(admin, Cluster, cancellationToken)
            : null;

    private Exception Incomplete(string what, string parameters) => Terminate(ErrorRecords.Create(
        "AppTriggerIncomplete", ErrorCategory.InvalidArgument, Name!.Given, $"Nothing says what trigger '{Name}' {what}.",
        $"Pass {parameters}."));
}

/// <summary>Changes triggers; what no parameter names stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Set-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class SetAppTriggerCommand : AppTriggerSettingsCmdlet
{
    /// <summary>Returns the trigger.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, async () =>
    {
        string name = Name.Text;
        AdminObjects<AppTrigger> triggers = AdminObjects.Triggers(app);
        AppTrigger trigger = await triggers.FindAsync(name, Options, cancellationToken)
            ?? throw NotFound("trigger", name, app);
        JsonObject settings = await SettingsAsync(app, trigger, cancellationToken);
        if (!ShouldProcess(name, $"Change trigger of app '{app}'")) return;
        await triggers.UpdateAsync(trigger, name, settings, Options, cancellationToken);
        if (PassThru) WriteObject(await triggers.FetchAsync(trigger.Id, Options, cancellationToken));
    });
}

/// <summary>What the cmdlets share that are about some triggers.</summary>
public abstract class ChangeAppTriggerCmdlet : ChangeAppObjectCmdlet<AppTrigger>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminTriggerCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    /// <summary>Returns the triggers.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.Trigger;

    private protected override string What => "trigger";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppTrigger> ObjectsOf(AppDefinition app) => AdminObjects.Triggers(app);

    private protected override async Task ChangeAsync(
        AdminObjects<AppTrigger> objects, AppTrigger one, CancellationToken cancellationToken)
    {
        await ActAsync(objects, one, cancellationToken);
        if (PassThru) WriteObject(await objects.FetchAsync(one.Id, Options, cancellationToken));
    }

    private protected abstract Task ActAsync(AdminObjects<AppTrigger> objects, AppTrigger one, CancellationToken cancellationToken);
}

/// <summary>Lets triggers react again.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Enable-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class EnableAppTriggerCommand : ChangeAppTriggerCmdlet
{
    private protected override string Doing => "Enable trigger";

    private protected override Task ActAsync(AdminObjects<AppTrigger> objects, AppTrigger one, CancellationToken cancellationToken) =>
        objects.UpdateAsync(one, one.Name, new JsonObject { ["disabled"] = false }, Options, cancellationToken);
}

/// <summary>Keeps triggers from reacting.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Disable-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class DisableAppTriggerCommand : ChangeAppTriggerCmdlet
{
    private protected override string Doing => "Disable trigger";

    private protected override Task ActAsync(AdminObjects<AppTrigger> objects, AppTrigger one, CancellationToken cancellationToken) =>
        objects.UpdateAsync(one, one.Name, new JsonObject { ["disabled"] = true }, Options, cancellationToken);
}

/// <summary>Lets triggers go on that have stopped because something failed.</summary>
[Cmdlet(VerbsLifecycle.Resume, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Resume-AppTrigger.md")]
[OutputType(typeof(AppTrigger))]
public sealed class ResumeAppTriggerCommand : ChangeAppTriggerCmdlet
{
    /// <summary>Passes over what happened meanwhile, as they must who can no longer go on where they stopped.</summary>
    [Parameter]
    public SwitchParameter SkipMissed { get; set; }

    private protected override string Doing => SkipMissed ? "Resume trigger with new events" : "Resume trigger";

    private protected override Task ActAsync(AdminObjects<AppTrigger> objects, AppTrigger one, CancellationToken cancellationToken) =>
        objects.ActAsync(
            one.Id, "resume", $"Resuming trigger '{one.Name}'", new JsonObject { ["disable_token"] = (bool)SkipMissed }, Options,
            cancellationToken);
}

/// <summary>Deletes triggers of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppTrigger", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppTrigger.md")]
public sealed class RemoveAppTriggerCommand : RemoveAppObjectCmdlet<AppTrigger>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminTriggerCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Trigger;

    private protected override string What => "trigger";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppTrigger> ObjectsOf(AppDefinition app) => AdminObjects.Triggers(app);
}
