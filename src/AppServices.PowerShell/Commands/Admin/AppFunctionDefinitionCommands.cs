using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Files;
using AppServices.Values;
using IOPath = System.IO.Path;

namespace AppServices.Commands;

/// <summary>Gets functions of an app, with their sources.</summary>
[Cmdlet(VerbsCommon.Get, "AppFunctionDefinition", HelpUri = HelpPages.Folder + "Get-AppFunctionDefinition.md")]
[OutputType(typeof(AppFunctionDefinition))]
public sealed class GetAppFunctionDefinitionCommand : GetAppObjectCmdlet<AppFunctionDefinition>
{
    /// <summary>The names; all functions by default.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    private protected override AdminKind Kind => AdminKind.Function;

    private protected override string What => "function";

    private protected override bool NeedsEach => true;

    private protected override AdminObjects<AppFunctionDefinition> ObjectsOf(AppDefinition app) => AdminObjects.Functions(app);

    private protected override string[] Names => Name;
}

/// <summary>Makes functions of an app, or changes those that are there: from files, or from text. Their ids stay.</summary>
[Cmdlet(VerbsCommon.Set, "AppFunctionDefinition", SupportsShouldProcess = true, DefaultParameterSetName = SourceSet,
    HelpUri = HelpPages.Folder + "Set-AppFunctionDefinition.md")]
[OutputType(typeof(AppFunctionDefinition))]
public sealed class SetAppFunctionDefinitionCommand : AppDefinitionCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string SourceSet = "Source";
    private const string InputObjectSet = "InputObject";

    /// <summary>The files with the sources, one a function, which is named after its file unless -Name is given.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>As -Path, with names that are taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The name, with a slash between folders.</summary>
    [Parameter(ParameterSetName = SourceSet, Mandatory = true)]
    [Parameter(ParameterSetName = PathSet, Position = 1)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [Parameter(ParameterSetName = InputObjectSet)]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>A file as Get-ChildItem returns it; or a function of any app, which is written as it is, under its name.</summary>
    [Parameter(ParameterSetName = InputObjectSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    [NoCompletion]
    public object? InputObject { get; set; }

    /// <summary>The source; that of a function that is there stays by default.</summary>
    [Parameter(ParameterSetName = SourceSet)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Source { get; set; }

    /// <summary>Whether clients cannot call it; what it was by default, and false for a new one.</summary>
    [Parameter]
    public bool? Private { get; set; }

    /// <summary>Whether it runs as the system; what it was by default, and false for a new one.</summary>
    [Parameter]
    public bool? RunAsSystem { get; set; }

    /// <summary>The id of the user that it runs as; an empty text for the one who calls it.</summary>
    [Parameter]
    [AllowEmptyString]
    [NoCompletion]
    public string? RunAsUserId { get; set; }

    /// <summary>The condition under which it can be called; an empty hashtable for none.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public object? CanEvaluate { get; set; }

    /// <summary>Whether logs leave out its arguments; what it was by default, and false for a new one.</summary>
    [Parameter]
    public bool? DisableArgumentLogs { get; set; }

    /// <summary>Returns the functions.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override AdminKind Kind => AdminKind.Function;

    private protected override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        this.Refuse(
            RunAsSystem == true && RunAsUserId is { Length: > 0 },
            "A function runs as the system (-RunAsSystem) or as a user (-RunAsUserId).");
        object? input = PSValues.Unwrap(InputObject);
        if (ParameterSetName == SourceSet || input is AppFunctionDefinition)
        {
            var given = input as AppFunctionDefinition;
            string only = Name ?? given!.Name;
            await AttemptAsync(InputObject ?? only, () => SetAsync(app, only, Source ?? given?.Source, cancellationToken));
            return;
        }
        if (input is not (null or FileInfo))
            throw Terminate(ErrorRecords.Create(
                "AppArgumentInvalid", ErrorCategory.InvalidArgument, InputObject, $"'{InputObject}' is neither a file nor a function.",
                "Pipe what Get-ChildItem or Get-AppFunctionDefinition returns, or pass -Path."));
        bool isLiteral = ParameterSetName != PathSet;
        string[] paths = input is FileInfo one ? [one.FullName] : isLiteral ? LiteralPath : Path;
        string[] files = paths.SelectMany(path => FilePaths.ToRead(this, path, isLiteral)).ToArray();
        this.Refuse(Name is not null && files.Length > 1, "-Name is for one file; the functions of several are named after their files.");
        foreach (string file in files)
        {
            string? source = null;
            await AttemptFileAsync(file, isRead: true, async () => source = await ReadTextAsync(file), InputObject);
            string name = Name ?? IOPath.GetFileNameWithoutExtension(file);
            if (source is not null) await AttemptAsync(InputObject ?? name, () => SetAsync(app, name, source, cancellationToken));
        }
    }

    private async Task SetAsync(AppDefinition app, string name, string? source, CancellationToken cancellationToken)
    {
        AdminObjects<AppFunctionDefinition> functions = AdminObjects.Functions(app);
        string? id = (await functions.FindAsync(name, Options, cancellationToken))?.Id;
        if (id is null && source is null) throw NotFound("function", name, app);
        if (!ShouldProcess(name, $"{(id is null ? "Create" : "Change")} function of app '{app}'")) return;
        JsonObject settings = Settings(source);
        if (id is null)
        {
            settings["name"] = name;
            if (settings["private"] is null) settings["private"] = false;
            id = (await functions.CreateAsync(name, settings, Options, cancellationToken)).Id;
        }
        else
        {
            AppFunctionDefinition known = await functions.FetchAsync(id, Options, cancellationToken);
            await functions.UpdateAsync(known, name, settings, Options, cancellationToken);
        }
        if (PassThru) WriteObject(await functions.FetchAsync(id, Options, cancellationToken));
    }

    private JsonObject Settings(string? source)
    {
        JsonObject settings = (PSValues.Unwrap(InputObject) as AppFunctionDefinition)?.ToSettings() ?? [];
        if (source is not null) settings["source"] = source;
        if (Private is { } isPrivate) settings["private"] = isPrivate;
        if (RunAsSystem is { } isSystem) settings["run_as_system"] = isSystem;
        if (RunAsUserId is not null) settings["run_as_user_id"] = RunAsUserId;
        if (CanEvaluate is not null) settings["can_evaluate"] = ToJson(CanEvaluate);
        if (DisableArgumentLogs is { } noLogs) settings["disable_arg_logs"] = noLogs;
        return settings;
    }
}

/// <summary>Deletes functions of an app.</summary>
[Cmdlet(VerbsCommon.Remove, "AppFunctionDefinition", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Remove-AppFunctionDefinition.md")]
public sealed class RemoveAppFunctionDefinitionCommand : RemoveAppObjectCmdlet<AppFunctionDefinition>
{
    /// <summary>The names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNullOrEmpty]
    public AppObjectReference[] Name { get; set; } = [];

    private protected override AdminKind Kind => AdminKind.Function;

    private protected override string What => "function";

    private protected override IReadOnlyList<AppObjectReference> Names => Name;

    private protected override AdminObjects<AppFunctionDefinition> ObjectsOf(AppDefinition app) => AdminObjects.Functions(app);
}

/// <summary>Runs a function of an app for trial, as the system or as a user, and tells what came of it.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AppFunction", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Test-AppFunction.md")]
[OutputType(typeof(AppFunctionTest))]
public sealed class TestAppFunctionCommand : AppDefinitionCmdlet
{
    /// <summary>The name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AppObjectTransformation(nameof(Name))]
    [ArgumentCompleter(typeof(AdminFunctionCompleter))]
    [ValidateNotNull]
    public AppObjectReference? Name { get; set; }

    /// <summary>The arguments.</summary>
    [Parameter(Position = 1)]
    [AllowNull, AllowEmptyCollection]
    [NoCompletion]
    public object?[]? ArgumentList { get; set; } = [];

    /// <summary>The id of the user that it runs as; the system by default.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AdminAccountCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserId { get; set; }

    private protected override AdminKind Kind => AdminKind.Function;

    private protected override Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken) => AttemptAsync(
        Name!.Given, Name.Text, $"Run function of app '{app}' as {(UserId is null ? "the system" : $"user '{UserId}'")}", async () =>
        {
            JsonNode arguments = JsonNode.Parse(EjsonConvert.Serialize(ArgumentList ?? [null], PSValues.Format.Writer))!;
            WriteObject(await AppDiagnostics.RunFunctionAsync(app, Name.Text, (JsonArray)arguments, UserId, Options, cancellationToken));
        });
}
