using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Definitions;

/// <summary>An app that was made by the admin API. Source: admin-api 2.2.</summary>
/// <param name="Id">24 hexadecimal digits: what paths of the API name it by.</param>
/// <param name="ClientAppId">What clients name it by.</param>
/// <param name="Product">What it was made for, such as <c>standard</c>.</param>
/// <param name="Snapshot">The definition that is served.</param>
/// <param name="ModifiedAt">When that was deployed.</param>
internal sealed record AppRecord(string Id, string ClientAppId, string Product, string Snapshot, DateTime ModifiedAt)
{
    public static AppRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["client_app_id"].AsString, document["product"].AsString, document["snapshot"].AsString,
        document["modified"].ToUniversalTime());

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["set"] = AppRecords.Set,
        ["client_app_id"] = ClientAppId,
        ["product"] = Product,
        ["snapshot"] = Snapshot,
        ["modified"] = ModifiedAt,
    };
}

/// <summary>A deployment. Source: admin-api 3.1.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The app's <c>_id</c>.</param>
/// <param name="UserId">The operator.</param>
/// <param name="DeployedAt">When it was made.</param>
/// <param name="DraftId">The draft that it deployed; null for none.</param>
/// <param name="Snapshot">The definition that it deployed; null when it failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
internal sealed record DeploymentRecord(
    string Id, string AppId, string UserId, DateTime DeployedAt, string? DraftId, string? Snapshot, string? Error)
{
    public static DeploymentRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["app"].AsString, document["user"].AsString, document["at"].ToUniversalTime(),
        document.GetValue("draft", BsonNull.Value) is BsonString draft ? draft.Value : null,
        document.GetValue("snapshot", BsonNull.Value) is BsonString snapshot ? snapshot.Value : null,
        document.GetValue("error", BsonNull.Value) is BsonString error ? error.Value : null);

    public BsonDocument ToBson() => new(Fields().Where(field => !field.Value.IsBsonNull));

    private IEnumerable<BsonElement> Fields() =>
    [
        new("_id", Id), new("app", AppId), new("user", UserId), new("at", DeployedAt), new("draft", Of(DraftId)),
        new("snapshot", Of(Snapshot)), new("error", Of(Error)),
    ];

    private static BsonValue Of(string? text) => text is null ? BsonNull.Value : text;
}

/// <summary>Changes of an operator that are not deployed yet. Source: admin-api 3.2.</summary>
/// <param name="Id">24 hexadecimal digits.</param>
/// <param name="AppId">The app's <c>_id</c>.</param>
/// <param name="UserId">The operator.</param>
/// <param name="Base">The definition that it began with.</param>
/// <param name="Snapshot">The definition that it is now.</param>
internal sealed record DraftRecord(string Id, string AppId, string UserId, string Base, string Snapshot)
{
    public static DraftRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["app"].AsString, document["user"].AsString, document["base"].AsString,
        document["snapshot"].AsString);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = Id,
        ["app"] = AppId,
        ["user"] = UserId,
        ["owner"] = Owner(AppId, UserId),
        ["base"] = Base,
        ["snapshot"] = Snapshot,
    };

    /// <summary>What only one draft has.</summary>
    public static string Owner(string appId, string userId) => $"{appId}/{userId}";
}

/// <summary>Files that are on their way from a snapshot into an app's folder. Source: admin-api 2.3.</summary>
/// <param name="AppId">The app's <c>_id</c>.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Paths">The files that are different there; those that it does not have are to be deleted.</param>
internal sealed record MirrorRecord(string AppId, string Folder, string Snapshot, IReadOnlyList<string> Paths)
{
    public static MirrorRecord From(BsonDocument document) => new(
        document["_id"].AsString, document["folder"].AsString, document["snapshot"].AsString,
        [.. document["paths"].AsBsonArray.Select(path => path.AsString)]);

    public BsonDocument ToBson() => new()
    {
        ["_id"] = AppId,
        ["set"] = AppRecords.Set,
        ["folder"] = Folder,
        ["snapshot"] = Snapshot,
        ["paths"] = new BsonArray(Paths),
    };
}

/// <summary>What is remembered of apps that were made or changed by the admin API.</summary>
internal sealed class AppRecords(IStateStore store)
{
    /// <summary>What all apps have in common.</summary>
    public const string Set = "all";

    /// <summary>How many deployments of an app are remembered.</summary>
    public const int MaxDeployments = 25;

    private static readonly StateSchema s_apps = new("admin_apps", ["client_app_id"], ["set"]);
    private static readonly StateSchema s_deployments = new("admin_deployments", [], ["app"]);
    private static readonly StateSchema s_drafts = new("admin_drafts", ["owner"], ["app", "user"]);
    private static readonly StateSchema s_mirrors = new("admin_mirrors", [], ["set"]);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_apps, s_deployments, s_drafts, s_mirrors];

    public async Task<IReadOnlyList<AppRecord>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_apps, "set", Set, cancellationToken)).Select(AppRecord.From)
            .OrderBy(app => app.Id, StringComparer.Ordinal)];

    public async ValueTask<AppRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_apps, "_id", id, cancellationToken) is { } document ? AppRecord.From(document) : null;

    /// <summary>The deployments of an app, the newest first.</summary>
    public async Task<IReadOnlyList<DeploymentRecord>> ListDeploymentsAsync(string appId, CancellationToken cancellationToken) =>
    [
        .. (await store.FindAsync(s_deployments, "app", appId, cancellationToken)).Select(DeploymentRecord.From)
            .OrderByDescending(deployment => deployment.DeployedAt).ThenByDescending(deployment => deployment.Id, StringComparer.Ordinal),
    ];

    /// <summary>The newest deployment of an app that has not failed; null for none.</summary>
    public async Task<DeploymentRecord?> NewestAsync(string appId, CancellationToken cancellationToken) =>
        (await ListDeploymentsAsync(appId, cancellationToken)).FirstOrDefault(known => known.Snapshot is not null);

    /// <summary>The drafts of an app.</summary>
    public async Task<IReadOnlyList<DraftRecord>> ListDraftsAsync(string appId, CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_drafts, "app", appId, cancellationToken)).Select(DraftRecord.From)];

    /// <summary>The snapshots of an app that are named by something.</summary>
    public async Task<HashSet<string?>> NamedSnapshotsAsync(string appId, CancellationToken cancellationToken)
    {
        IReadOnlyList<DraftRecord> drafts = await ListDraftsAsync(appId, cancellationToken);
        return
        [
            (await FindAsync(appId, cancellationToken))?.Snapshot,
            .. (await ListDeploymentsAsync(appId, cancellationToken)).Select(deployment => deployment.Snapshot),
            .. drafts.Select(draft => draft.Base),
            .. drafts.Select(draft => draft.Snapshot),
        ];
    }

    /// <summary>The draft of an operator; null for none.</summary>
    public async ValueTask<DraftRecord?> FindDraftAsync(string appId, string userId, CancellationToken cancellationToken) =>
        await store.FindOneAsync(s_drafts, "owner", DraftRecord.Owner(appId, userId), cancellationToken) is { } document
            ? DraftRecord.From(document)
            : null;

    /// <summary>What is on its way into folders.</summary>
    public async Task<IReadOnlyList<MirrorRecord>> ListMirrorsAsync(CancellationToken cancellationToken) =>
        [.. (await store.FindAsync(s_mirrors, "set", Set, cancellationToken)).Select(MirrorRecord.From)];

    public Task WriteAsync(IReadOnlyList<StateWrite> writes, CancellationToken cancellationToken) =>
        store.WriteAsync(writes, cancellationToken);

    public static StateWrite Adding(AppRecord app) => new StateWrite.Insert(s_apps, app.ToBson());

    public static StateWrite Changing(AppRecord before, AppRecord after) => new StateWrite.Change(s_apps, before.ToBson(), after.ToBson());

    public static StateWrite Adding(DraftRecord draft) => new StateWrite.Insert(s_drafts, draft.ToBson());

    public static StateWrite Changing(DraftRecord before, DraftRecord after) =>
        new StateWrite.Change(s_drafts, before.ToBson(), after.ToBson());

    /// <summary>The writes that delete a draft which is still as it was read.</summary>
    public static IEnumerable<StateWrite> Deleting(DraftRecord draft) =>
        [new StateWrite.Expect(s_drafts, draft.ToBson()), new StateWrite.Delete(s_drafts, draft.Id)];

    /// <summary>The write that deletes all drafts of an operator.</summary>
    public static StateWrite DeletingDrafts(string userId) => new StateWrite.DeleteAll(s_drafts, "user", userId);

    /// <summary>The writes that remember a deployment, and forget the oldest ones.</summary>
    public static IEnumerable<StateWrite> Adding(DeploymentRecord deployment, IReadOnlyList<DeploymentRecord> known) =>
    [
        new StateWrite.Insert(s_deployments, deployment.ToBson()),
        .. known.Skip(MaxDeployments - 1).Select(old => new StateWrite.Delete(s_deployments, old.Id)),
    ];

    /// <summary>The writes that begin to bring files into a folder.</summary>
    public static IEnumerable<StateWrite> Beginning(MirrorRecord mirror) =>
        [new StateWrite.Delete(s_mirrors, mirror.AppId), new StateWrite.Insert(s_mirrors, mirror.ToBson())];

    /// <summary>The write that ends it.</summary>
    public static StateWrite Ending(MirrorRecord mirror) => new StateWrite.Delete(s_mirrors, mirror.AppId);

    /// <summary>The writes that forget an app.</summary>
    public static IEnumerable<StateWrite> Deleting(AppRecord app) =>
    [
        new StateWrite.Delete(s_apps, app.Id),
        new StateWrite.DeleteAll(s_deployments, "app", app.Id),
        new StateWrite.DeleteAll(s_drafts, "app", app.Id),
    ];
}
