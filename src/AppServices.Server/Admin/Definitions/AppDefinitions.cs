using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Push;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Storage;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Admin.Definitions;

/// <summary>
/// Reads and changes what apps are made of. A change is written beside what is served, read as at a start, and takes its place at once;
/// what is broken changes nothing. Source: admin-api 2, 3.
/// </summary>
internal sealed class AppDefinitions(
    AppRecords records, SnapshotFolders snapshots, AppSecrets secrets, AppCatalog catalog, IReadOnlyList<IAppFeature> features,
    IServiceProvider services, AdminOptions options, TimeProvider clock, ILoggerFactory logs)
{
    private static readonly Dictionary<string, string> s_none = [];

    // Longer than a look at a definition takes.
    private static readonly TimeSpan s_readingTime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<(string App, string Snapshot, DateTimeOffset At)> _dropped = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unreadable = new(StringComparer.Ordinal);
    private readonly AppReader _reader = new(features);
    private readonly string _stored = Path.Combine(options.DataFolder, "apps") + Path.DirectorySeparatorChar;

    /// <summary>All apps: those of folders, then those that the API made.</summary>
    public async Task<IReadOnlyList<AppEntry>> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRecord> made = await records.ListAsync(cancellationToken);
        var entries = new List<AppEntry>();
        foreach (RunningApp app in catalog.All.Where(app => !IsStored(app))
            .OrderBy(app => app.Definition.ClientAppId, StringComparer.Ordinal))
            entries.Add(await ToEntryAsync(app, cancellationToken));
        return [.. entries, .. made.Select(ToEntry).OfType<AppEntry>()];
    }

    /// <summary>The app of an <c>_id</c>.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async Task<AppEntry> RequireAsync(string id, CancellationToken cancellationToken) =>
        (await records.FindAsync(id, cancellationToken) is { } made ? ToEntry(made) : null)
            ?? (await ListAsync(cancellationToken)).FirstOrDefault(app => app.Id == id)
            ?? throw new ApiException(404, null, "app not found");

    /// <summary>The definition as an operator sees it: the draft, where there is one.</summary>
    public async Task<AppFileSet> ReadAsync(AdminCall call, AppEntry app) =>
        await records.FindDraftAsync(app.Id, call.Operator.Id, call.Aborted) is { } draft
            ? await snapshots.OpenAsync(app.Id, draft.Snapshot, call.Aborted)
            : await CurrentAsync(app, call.Aborted);

    /// <summary>The definition that is served.</summary>
    public async Task<AppFileSet> CurrentAsync(AppEntry app, CancellationToken cancellationToken) => app.Record is { } made
        ? await snapshots.OpenAsync(app.Id, made.Snapshot, cancellationToken)
        : AppLayout.Normalize(AppFileSet.OfFolder(app.Folder));

    /// <summary>Changes a definition: the operator's draft, where there is one, and else what is served.</summary>
    /// <param name="call">Who changes it.</param>
    /// <param name="app">The app.</param>
    /// <param name="change">The change, which may be made several times.</param>
    /// <param name="how">What else is to be done; null for nothing.</param>
    /// <exception cref="ApiException">The app may not be changed, or would be broken afterwards.</exception>
    public async Task<T> ChangeAsync<T>(AdminCall call, AppEntry app, Func<AppFileSet, T> change, ChangeOptions? how = null)
    {
        how ??= new ChangeOptions();
        RequireWritable(app);
        using IDisposable held = await HoldAsync(app.Id, call.Aborted);
        return await Contention.RepeatAsync(async () =>
        {
            AppEntry now = await RequireAsync(app.Id, call.Aborted);
            DraftRecord? draft = await records.FindDraftAsync(app.Id, call.Operator.Id, call.Aborted);
            AppFileSet before = draft is null
                ? await CurrentAsync(now, call.Aborted)
                : await snapshots.OpenAsync(app.Id, draft.Snapshot, call.Aborted);
            string snapshot = SnapshotFolders.NewId();
            AppFileSet files = before.At(snapshots.PathOf(app.Id, snapshot));
            T result = change(files);
            files.RequireFolders();
            if (files.Differences(before).Count == 0)
            {
                if (how.Secrets.Count > 0) await ReloadAsync(now, how.Secrets, call.Aborted);
                return result;
            }
            if (draft is null)
            {
                await DeployAsync(now, files, NewDeployment(call, app, snapshot), [], call.Aborted, how.Secrets);
                return result;
            }
            if (how.ChecksDraft) await CheckAsync(now, files, how.Secrets, call.Aborted);
            await secrets.SetAsync(app.ClientAppId, how.Secrets, call.Aborted);
            await snapshots.WriteAsync(app.Id, snapshot, files, earlier: null, call.Aborted);
            await records.WriteAsync([AppRecords.Changing(draft, draft with { Snapshot = snapshot })], call.Aborted);
            await ForgetAsync(app.Id, [draft.Snapshot]);
            return result;
        });
    }

    /// <summary>Reads the definition that a change would make, as a deployment would, and leaves everything as it is.</summary>
    /// <returns>The definition before and after.</returns>
    /// <exception cref="ApiException">It would be broken.</exception>
    public async Task<(AppFileSet Before, AppFileSet After)> TryAsync(
        AdminCall call, AppEntry app, Action<AppFileSet> change, IReadOnlyDictionary<string, string> newSecrets)
    {
        AppFileSet before = await ReadAsync(call, app), after = before.At(snapshots.PathOf(app.Id, SnapshotFolders.NewId()));
        change(after);
        after.RequireFolders();
        await CheckAsync(app, after, newSecrets, call.Aborted);
        return (before, after);
    }

    /// <summary>Makes an app.</summary>
    /// <param name="call">Who makes it.</param>
    /// <param name="record">The app, which is served from now on.</param>
    /// <param name="fill">Makes its first files.</param>
    public async Task<AppEntry> CreateAsync(AdminCall call, AppRecord record, Action<AppFileSet> fill)
    {
        var files = new AppFileSet(snapshots.PathOf(record.Id, record.Snapshot));
        fill(files);
        AppDefinition read = Read(files, folder: null, await secrets.OfAsync(record.ClientAppId, call.Aborted));
        if (Broken(read, options.IsStrict) is { Length: > 0 } errors) throw Refusal(errors);
        await snapshots.WriteAsync(record.Id, record.Snapshot, files, earlier: null, call.Aborted);
        var running = new RunningApp(read, features, services);
        await WriteOrEndAsync(running, [AppRecords.Adding(record)]);
        _ = catalog.Replace(running);
        return new AppEntry(record.Id, running, record, record.ModifiedAt);
    }

    /// <summary>Deletes an app that the API made.</summary>
    /// <returns>The end of it, once its last request and its last trigger have ended.</returns>
    /// <exception cref="ApiException">The app is served from a folder.</exception>
    public async Task<Task> DeleteAsync(AdminCall call, AppEntry app)
    {
        if (app.Record is null)
            throw new ApiException(403, null, $"app '{app.ClientAppId}' is served from a folder, which the admin API does not delete");
        using IDisposable held = await HoldAsync(app.Id, call.Aborted);
        await records.WriteAsync(
            [.. AppRecords.Deleting(app.Record), AppSecrets.DeletingAll(app.ClientAppId), PushMessageStore.DeletingAll(app.ClientAppId)],
            call.Aborted);
        Task ended = catalog.Remove(app.ClientAppId);
        // What runs in it has been read.
        await snapshots.DeleteAllAsync(app.Id);
        return ended;
    }

    /// <summary>Begins a draft.</summary>
    /// <exception cref="ApiException">The operator has one, or the app may not be changed.</exception>
    public async Task<DraftRecord> BeginDraftAsync(AdminCall call, AppEntry app)
    {
        RequireWritable(app);
        using IDisposable held = await HoldAsync(app.Id, call.Aborted);
        AppEntry now = await RequireAsync(app.Id, call.Aborted);
        string snapshot = now.Record?.Snapshot ?? SnapshotFolders.NewId();
        if (now.Record is null)
            await snapshots.WriteAsync(app.Id, snapshot, await CurrentAsync(now, call.Aborted), earlier: null, call.Aborted);
        var draft = new DraftRecord(SnapshotFolders.NewId(), app.Id, call.Operator.Id, snapshot, snapshot);
        try
        {
            await records.WriteAsync([AppRecords.Adding(draft)], call.Aborted);
            return draft;
        }
        catch (DuplicateKeyException)
        {
            throw new ApiException(409, "DraftAlreadyExists", "a draft already exists; deploy it or delete it first");
        }
    }

    /// <summary>The draft of an operator with an id.</summary>
    /// <exception cref="ApiException">There is none.</exception>
    public async Task<DraftRecord> RequireDraftAsync(AdminCall call, AppEntry app, string id) =>
        await records.FindDraftAsync(app.Id, call.Operator.Id, call.Aborted) is { } draft && draft.Id == id
            ? draft
            : throw new ApiException(404, null, $"draft not found: '{id}'");

    /// <summary>What a draft began with, and what it is now.</summary>
    public async Task<(AppFileSet Before, AppFileSet After)> OpenAsync(DraftRecord draft, CancellationToken cancellationToken) =>
        (await snapshots.OpenAsync(draft.AppId, draft.Base, cancellationToken),
            await snapshots.OpenAsync(draft.AppId, draft.Snapshot, cancellationToken));

    /// <summary>Deletes a draft.</summary>
    public async Task DeleteDraftAsync(AdminCall call, DraftRecord draft)
    {
        await records.WriteAsync([.. AppRecords.Deleting(draft)], call.Aborted);
        await ForgetAsync(draft.AppId, [draft.Base, draft.Snapshot]);
    }

    /// <summary>Deploys a draft, which is gone then; one that would break something stays, and the deployment says why.</summary>
    public async Task<DeploymentRecord> DeployDraftAsync(AdminCall call, AppEntry app, DraftRecord draft)
    {
        RequireWritable(app);
        using IDisposable held = await HoldAsync(app.Id, call.Aborted);
        return await Contention.RepeatAsync(async () =>
        {
            AppEntry now = await RequireAsync(app.Id, call.Aborted);
            draft = await RequireDraftAsync(call, app, draft.Id);
            string snapshot = SnapshotFolders.NewId();
            DeploymentRecord deployment = NewDeployment(call, app, snapshot) with { DraftId = draft.Id };
            try
            {
                AppFileSet merged = await MergeAsync(now, draft, snapshot, call.Aborted);
                await DeployAsync(now, merged, deployment, [.. AppRecords.Deleting(draft)], call.Aborted);
                await ForgetAsync(app.Id, [draft.Base, draft.Snapshot]);
                return deployment;
            }
            catch (ApiException error)
            {
                DeploymentRecord failed = deployment with { Snapshot = null, Error = error.Message };
                await records.WriteAsync(
                    [.. AppRecords.Adding(failed, await records.ListDeploymentsAsync(app.Id, call.Aborted))], call.Aborted);
                return failed;
            }
        });
    }

    /// <summary>Deploys again what an earlier deployment has deployed.</summary>
    public async Task RedeployAsync(AdminCall call, AppEntry app, DeploymentRecord earlier)
    {
        RequireWritable(app);
        using IDisposable held = await HoldAsync(app.Id, call.Aborted);
        await Contention.RepeatAsync(async () =>
        {
            string snapshot = SnapshotFolders.NewId();
            string deployed = earlier.Snapshot
                ?? throw ApiException.BadRequest("this deployment has failed, so there is nothing to deploy again");
            AppFileSet files = (await snapshots.OpenAsync(app.Id, deployed, call.Aborted)).At(snapshots.PathOf(app.Id, snapshot));
            await DeployAsync(await RequireAsync(app.Id, call.Aborted), files, NewDeployment(call, app, snapshot), [], call.Aborted);
            return true;
        });
    }

    /// <summary>Reads what is served anew, as when a secret has changed; what a missing one closes is closed, and logged.</summary>
    public async Task ReloadAsync(AppEntry app, CancellationToken cancellationToken)
    {
        using IDisposable held = await HoldAsync(app.Id, cancellationToken);
        await ReloadAsync(await RequireAsync(app.Id, cancellationToken), s_none, cancellationToken);
    }

    /// <summary>
    /// Serves the apps of the data folder as they are by now, whichever server has made, changed or deleted them, and all apps with the
    /// secrets that they have by now.
    /// </summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        RunningApp[] served = [.. catalog.All.Where(IsStored)];
        IReadOnlyList<AppRecord> made = await records.ListAsync(cancellationToken);
        foreach (RunningApp app in served.Where(app => !made.Any(known => known.ClientAppId == app.Definition.ClientAppId)))
            _ = catalog.Remove(app.Definition.ClientAppId);
        foreach (AppRecord app in made.Where(app => !IsServed(app) && !_unreadable.ContainsKey(app.Snapshot)))
        {
            using IDisposable held = await HoldAsync(app.Id, cancellationToken);
            if (await records.FindAsync(app.Id, cancellationToken) is not { } now || IsServed(now)) continue;
            try
            {
                AppDefinition read = Read(
                    await snapshots.OpenAsync(now.Id, now.Snapshot, cancellationToken), folder: null,
                    await secrets.OfAsync(now.ClientAppId, cancellationToken));
                Serve(new RunningApp(read, features, services));
                await snapshots.CleanAsync(now.Id, await records.NamedSnapshotsAsync(now.Id, cancellationToken));
            }
            catch (Exception error) when (error is ApiException or IOException or UnauthorizedAccessException)
            {
                // What is deployed next has another snapshot.
                _unreadable[now.Snapshot] = true;
                AppLog.Error(AppLog.Of(now.ClientAppId, logs), error.Message);
            }
        }
        if (options is { Shares: true, IsWritable: true })
        {
            foreach (RunningApp app in catalog.All.Where(app => !IsStored(app)).ToArray())
                await FollowFolderAsync(await ToEntryAsync(app, cancellationToken), cancellationToken);
        }
        foreach (RunningApp app in catalog.All)
        {
            if (app.Definition.Secrets.Has(await secrets.OwnAsync(app.Definition.ClientAppId, cancellationToken))) continue;
            AppEntry? entry = (await ListAsync(cancellationToken)).FirstOrDefault(entry => entry.App == app);
            if (entry is not null) await ReloadAsync(entry, cancellationToken);
        }
    }

    /// <summary>Keeps everybody else from changing an app until the result is disposed.</summary>
    public async Task<IDisposable> HoldAsync(string appId, CancellationToken cancellationToken)
    {
        SemaphoreSlim held = _locks.GetOrAdd(appId, _ => new SemaphoreSlim(1));
        await held.WaitAsync(cancellationToken);
        return new Held(held);
    }

    /// <exception cref="ApiException">The app is served from a folder, and this server may not change it.</exception>
    public void RequireWritable(AppEntry app)
    {
        if (app.Record is null && !options.IsWritable)
        {
            throw new ApiException(
                403, null,
                $"app '{app.ClientAppId}' is served from a folder, which the admin API only reads; "
                    + "start the server with --writable to change it");
        }
    }

    private async Task ReloadAsync(AppEntry app, IReadOnlyDictionary<string, string> newSecrets, CancellationToken cancellationToken)
    {
        await secrets.SetAsync(app.ClientAppId, newSecrets, cancellationToken);
        AppFileSet files = await CurrentAsync(app, cancellationToken);
        AppDefinition read = Read(files, FolderOf(app), await secrets.OfAsync(app.ClientAppId, cancellationToken));
        Serve(new RunningApp(read, features, services));
    }

    private DeploymentRecord NewDeployment(AdminCall call, AppEntry app, string snapshot) =>
        new(SnapshotFolders.NewId(), app.Id, call.Operator.Id, clock.GetUtcNow().UtcDateTime, DraftId: null, snapshot, Error: null);

    private bool IsStored(RunningApp app) => app.Definition.Root.StartsWith(_stored, StringComparison.Ordinal);

    private bool IsServed(AppRecord app) => catalog.Find(app.ClientAppId)?.Definition.Root == snapshots.PathOf(app.Id, app.Snapshot);

    private static string? FolderOf(AppEntry app) => app.Record is null ? app.Folder : null;

    private async Task<AppEntry> ToEntryAsync(RunningApp app, CancellationToken cancellationToken)
    {
        string id = app.Definition.Description.Id;
        return new AppEntry(id, app, Record: null, (await records.NewestAsync(id, cancellationToken))?.DeployedAt);
    }

    private AppEntry? ToEntry(AppRecord made) =>
        catalog.Find(made.ClientAppId) is { } app ? new AppEntry(made.Id, app, made, made.ModifiedAt) : null;

    // What the draft has changed is put on what is served by now.
    private async Task<AppFileSet> MergeAsync(AppEntry app, DraftRecord draft, string snapshot, CancellationToken cancellationToken)
    {
        (AppFileSet before, AppFileSet after) = await OpenAsync(draft, cancellationToken);
        AppFileSet current = await CurrentAsync(app, cancellationToken);
        AppFileSet files = current.At(snapshots.PathOf(app.Id, snapshot));
        string[] conflicts = [.. after.Differences(before)
            .Where(path => path != ObjectIds.File && !current.IsSame(before, path) && !current.IsSame(after, path))];
        if (conflicts.Length > 0)
        {
            throw ApiException.BadRequest(
                $"since the draft was begun, these have been changed, which it changes, too: {string.Join(", ", conflicts)}; "
                    + "delete the draft, and make its changes again");
        }
        foreach (string path in after.Differences(before))
        {
            if (path == ObjectIds.File) ObjectIds.Merge(files, after);
            else if (after.Find(path) is { } file) files.Put(path, file);
            else files.Delete(path);
        }
        files.RequireFolders();
        return files;
    }

    // The files of a folder are read as if they were in it already.
    private AppDefinition Read(AppFileSet files, string? folder, SecretStore known)
    {
        string root = folder ?? files.Root;
        try
        {
            return _reader.Read(files.At(root), folder is null ? null : options.AppId, known);
        }
        catch (ConfigurationException error)
        {
            throw Refusal([Below(root, error.Message)]);
        }
    }

    private async Task<AppDefinition> CheckAsync(
        AppEntry app, AppFileSet files, IReadOnlyDictionary<string, string> newSecrets, CancellationToken cancellationToken)
    {
        AppDefinition read = Read(
            files, FolderOf(app), await secrets.OfAsync(app.ClientAppId, cancellationToken, newSecrets));
        RequireSame(read, app);
        string[] errors = [.. Broken(read, options.IsStrict).Except(Broken(app.App.Definition, options.IsStrict))];
        return errors.Length == 0 ? read : throw Refusal(errors);
    }

    private static void RequireSame(AppDefinition read, AppEntry app)
    {
        if (read.ClientAppId != app.ClientAppId)
            throw ApiException.BadRequest($"the definition is that of app '{read.ClientAppId}', and not of '{app.ClientAppId}'");
    }

    private async Task DeployAsync(
        AppEntry app, AppFileSet files, DeploymentRecord deployment, IReadOnlyList<StateWrite> others, CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? newSecrets = null)
    {
        AppDefinition read = await CheckAsync(app, files, newSecrets ?? s_none, cancellationToken);
        IReadOnlyList<DeploymentRecord> known = await records.ListDeploymentsAsync(app.Id, cancellationToken);
        string? earlier = app.Record is null ? known.FirstOrDefault(old => old.Snapshot is not null)?.Snapshot : null;
        await snapshots.WriteAsync(
            app.Id, deployment.Snapshot!, files,
            earlier is null ? null : await snapshots.OpenAsync(app.Id, earlier, cancellationToken), cancellationToken);
        await secrets.SetAsync(app.ClientAppId, newSecrets ?? s_none, cancellationToken);
        StateWrite[] writes = [.. AppRecords.Adding(deployment, known), .. others];
        // From here on it is done, whether or not the client waits for it.
        if (app.Record is { } record)
        {
            var running = new RunningApp(read, features, services);
            AppRecord after = record with { Snapshot = deployment.Snapshot!, ModifiedAt = deployment.DeployedAt };
            await WriteOrEndAsync(running, [AppRecords.Changing(record, after), .. writes]);
            Serve(running);
        }
        else if (options.Shares)
        {
            await records.WriteAsync(writes, CancellationToken.None);
            await BringAsync(app, deployment, CancellationToken.None);
        }
        else
        {
            var mirror = new MirrorRecord(app.Id, app.Folder, deployment.Snapshot!, files.Differences(AppFileSet.OfFolder(app.Folder)));
            await records.WriteAsync([.. AppRecords.Beginning(mirror), .. writes], CancellationToken.None);
            await snapshots.MirrorAsync(mirror);
            await records.WriteAsync([AppRecords.Ending(mirror)], CancellationToken.None);
            Serve(new RunningApp(read, features, services));
        }
        await ForgetAsync(
            app.Id, [app.Record?.Snapshot, .. known.Skip(AppRecords.MaxDeployments - 1).Select(old => old.Snapshot)]);
    }

    // Servers that share their state have a folder each: whatever one of them has deployed the others bring into theirs.
    private async Task FollowFolderAsync(AppEntry app, CancellationToken cancellationToken)
    {
        using IDisposable held = await HoldAsync(app.Id, cancellationToken);
        if (await records.NewestAsync(app.Id, cancellationToken) is not { } newest || newest.Id == snapshots.DeployedTo(app.Id)
            || _unreadable.ContainsKey(newest.Snapshot!)) return;
        try
        {
            await BringAsync(app, newest, cancellationToken);
        }
        catch (Exception error) when (error is ApiException or IOException or UnauthorizedAccessException)
        {
            _unreadable[newest.Snapshot!] = true;
            AppLog.Error(AppLog.Of(app.ClientAppId, logs), error.Message);
        }
    }

    private async Task BringAsync(AppEntry app, DeploymentRecord deployment, CancellationToken cancellationToken)
    {
        AppFileSet files = await snapshots.OpenAsync(app.Id, deployment.Snapshot!, cancellationToken);
        AppDefinition read = Read(files, app.Folder, await secrets.OfAsync(app.ClientAppId, cancellationToken));
        RequireSame(read, app);
        await snapshots.MirrorAsync(
            new MirrorRecord(app.Id, app.Folder, deployment.Snapshot!, files.Differences(AppFileSet.OfFolder(app.Folder))));
        Serve(new RunningApp(read, features, services));
        snapshots.SetDeployed(app.Id, deployment.Id);
    }

    private void Serve(RunningApp app)
    {
        AppLog.Show(app.Definition, logs);
        // The other one ends when its last request has, which may take as long as a function may run.
        _ = catalog.Replace(app);
    }

    private async Task WriteOrEndAsync(RunningApp running, IReadOnlyList<StateWrite> writes)
    {
        bool isWritten = false;
        try
        {
            await records.WriteAsync(writes, CancellationToken.None);
            isWritten = true;
        }
        finally
        {
            if (!isWritten) await running.DisposeAsync();
        }
    }

    // Those of the given snapshots that nothing names any more, once nobody can be reading them who began before.
    private async Task ForgetAsync(string appId, IEnumerable<string?> candidates)
    {
        HashSet<string?> named = await records.NamedSnapshotsAsync(appId, CancellationToken.None);
        DateTimeOffset now = clock.GetUtcNow();
        foreach (string snapshot in candidates.OfType<string>().Distinct().Where(snapshot => !named.Contains(snapshot)))
            _dropped.Enqueue((appId, snapshot, now));
        while (_dropped.TryPeek(out (string App, string Snapshot, DateTimeOffset At) oldest) && now - oldest.At > s_readingTime
            && _dropped.TryDequeue(out oldest))
            await snapshots.DeleteAsync(oldest.App, oldest.Snapshot);
    }

    // What needs something else that is not there is served as well as it can be, unless the operator is strict.
    private static string[] Broken(AppDefinition app, bool isStrict) =>
    [
        .. (isStrict
            ? AppFinding.Of(app).Select(finding => finding.ToString())
            : [.. app.Errors, .. AppFinding.OfNeeds(app, MissingKind.Secret).Select(finding => finding.ToString())])
            .Select(error => Below(app.Root, error)),
    ];

    private static string Below(string root, string text) => text.Replace(root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private static ApiException Refusal(IEnumerable<string> errors) => ApiException.BadRequest(string.Join('\n', errors));

    private sealed class Held(SemaphoreSlim held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}

/// <summary>What is to be done with a change besides.</summary>
internal sealed record ChangeOptions
{
    /// <summary>Whether a draft is read as a deployment would be.</summary>
    public bool ChecksDraft { get; init; }

    /// <summary>Secrets that come with the change, by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();
}
