using System;
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
using AppServices.Pump;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that act as an admin.</summary>
public abstract class AppAdminCmdlet : AppCmdlet
{
    /// <summary>The admin; the current one by default, or that of the app that is given as an object.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [NoCompletion]
    public AppAdmin? Admin { get; set; }

    /// <summary>What the cmdlet is about, for the ids of errors.</summary>
    private protected virtual AdminKind Kind => AdminKind.App;

    /// <summary>The admin who acts; ends the cmdlet when there is none.</summary>
    internal AppAdmin ResolveAdmin() => Admin ?? CurrentAdmin.Require(this);

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        AdminErrors.From(error, TargetOf(target), Kind);

    /// <summary>Does something with a file; its failure becomes an error record.</summary>
    private protected async Task AttemptFileAsync(string path, bool isRead, Func<Task> operation, object? target = null)
    {
        Exception? failure = null;
        try
        {
            await operation();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            failure = error;
        }
        if (failure is not null) WriteError(FileErrors.Create(failure, path, isRead, TargetOf(target ?? path)));
    }

    /// <summary>A file in UTF-8, or as its byte order mark says.</summary>
    private protected static async Task<string> ReadTextAsync(string path)
    {
        using var reader = new StreamReader(path);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Asks again and again how something at the service goes, at first soon and then every second, until it is over.</summary>
    /// <param name="activity">What goes on, for those who watch.</param>
    /// <param name="ask">Asks; true when it is over.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private protected async Task WaitUntilAsync(string activity, Func<Task<bool>> ask, CancellationToken cancellationToken)
    {
        var progress = new PipelineProgress(this, activity, "questions asked");
        try
        {
            for (int milliseconds = 100; !await ask(); milliseconds = Math.Min(milliseconds * 2, 1000))
            {
                progress.Advance();
                await Task.Delay(milliseconds, cancellationToken);
            }
        }
        finally
        {
            progress.Complete();
        }
    }

    /// <summary>As PowerShell has it, plain JSON: what rules, triggers and values hold.</summary>
    private protected static JsonNode? ToJson(object? value) =>
        JsonNode.Parse(EjsonConvert.Serialize(value, PSValues.WriterOf(EjsonMode.Relaxed)));

    private protected static AppServicesException NotFound(string what, string name, AppDefinition app) =>
        new($"App '{app}' has no {what} '{name}'.") { Code = AdminErrorCode.ObjectNotFound };
}

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

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
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

    /// <summary>Has the service install the packages that a file names or has.</summary>
    private protected async Task UploadDependenciesAsync(
        AppDefinition app, string file, CancellationToken cancellationToken, bool waits = true)
    {
        byte[]? content = null;
        await AttemptFileAsync(file, isRead: true, () =>
        {
            content = File.ReadAllBytes(file);
            return Task.CompletedTask;
        });
        if (content is null) return;
        await app.UploadAsync(
            "/dependencies", $"Installing '{Path.GetFileName(file)}'", Path.GetFileName(file), content, Options, cancellationToken);
        if (waits) await WaitForPackagesAsync(app, cancellationToken);
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
        (await AdminObjects.Functions(app).ListAsync(Options, cancellationToken)).FirstOrDefault(one => one.Name == name)?.Id
            ?? throw new AppServicesException($"App '{app}' has no function '{name}'. Make it with Set-AppFunctionDefinition first.")
            {
                Code = "FunctionNotFound",
            };
}

/// <summary>What the cmdlets share that get things of an app by name.</summary>
public abstract class GetAppObjectCmdlet<T> : AppDefinitionCmdlet
    where T : AppObject
{
    private protected abstract AdminObjects<T> ObjectsOf(AppDefinition app);

    /// <summary>What it is called in messages.</summary>
    private protected abstract string What { get; }

    private protected virtual string NameOf(T one) => one.ToString()!;

    /// <summary>Whether the list lacks what the cmdlet returns.</summary>
    private protected virtual bool NeedsEach => false;

    /// <summary>Writes those that have a name; a name without wildcards must be there.</summary>
    private protected async Task WriteMatchesAsync(AppDefinition app, string[] names, CancellationToken cancellationToken)
    {
        AdminObjects<T> objects = ObjectsOf(app);
        IReadOnlyList<T> all = [];
        await AttemptAsync(app.ClientAppId, async () => all = await objects.ListAsync(Options, cancellationToken));
        foreach (string name in names)
            foreach (T one in this.FindMatches(all, (one, pattern) => pattern.IsMatch(NameOf(one)), name, NotFoundIn))
            {
                if (NeedsEach)
                    await AttemptAsync(NameOf(one), async () => WriteObject(await objects.FetchAsync(one.Id, Options, cancellationToken)));
                else WriteObject(one);
            }

        ErrorRecord NotFoundIn(string name) => ToErrorRecord(NotFound(What, name, app), name);
    }
}

/// <summary>What the cmdlets share that change things of an app, each by its name.</summary>
public abstract class ChangeAppObjectCmdlet<T> : AppDefinitionCmdlet
    where T : AppObject
{
    /// <summary>The names.</summary>
    private protected abstract IReadOnlyList<AppObjectReference> Names { get; }

    private protected abstract AdminObjects<T> ObjectsOf(AppDefinition app);

    private protected abstract string What { get; }

    /// <summary>What is done, for -WhatIf: <c>Delete trigger</c>.</summary>
    private protected abstract string Doing { get; }

    private protected virtual bool IsNamed(T one, string name) => one.ToString() == name;

    private protected abstract Task ChangeAsync(AdminObjects<T> objects, T one, CancellationToken cancellationToken);

    private protected sealed override async Task ProcessAsync(AppDefinition app, CancellationToken cancellationToken)
    {
        AdminObjects<T> objects = ObjectsOf(app);
        IReadOnlyList<T>? all = null;
        foreach (AppObjectReference name in Names)
        {
            T? one = null;
            await AttemptAsync(name.Given, async () =>
            {
                all ??= await objects.ListAsync(Options, cancellationToken);
                one = all.FirstOrDefault(one => IsNamed(one, name.Text)) ?? throw NotFound(What, name.Text, app);
            });
            if (one is not null)
                await AttemptAsync(
                    name.Given, name.Text, $"{Doing} of app '{app}'", () => ChangeAsync(objects, one, cancellationToken));
        }
    }
}

/// <summary>What the cmdlets share that delete things of an app.</summary>
public abstract class RemoveAppObjectCmdlet<T> : ChangeAppObjectCmdlet<T>
    where T : AppObject
{
    private protected sealed override string Doing => $"Delete {What}";

    private protected sealed override Task ChangeAsync(AdminObjects<T> objects, T one, CancellationToken cancellationToken) =>
        objects.RemoveAsync(one.Id, one.ToString()!, Options, cancellationToken);
}
