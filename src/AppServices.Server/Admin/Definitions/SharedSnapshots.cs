using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Admin.Definitions;

/// <summary>
/// Definitions in the state that servers share, for those whose data folders do not have them. A file is there once for each app, however
/// many definitions have it, in pieces that a document can hold.
/// </summary>
internal sealed class SharedSnapshots(IStateStore store)
{
    private const int PieceBytes = 8 * 1024 * 1024;

    private static readonly StateSchema s_snapshots = new("admin_snapshots", [], ["app"]);
    private static readonly StateSchema s_files = new("admin_files", [], ["app"]);

    // Whoever adds or deletes a definition changes it, so that nobody deletes a file which another is about to name.
    private static readonly StateSchema s_turns = new("admin_snapshot_turns", [], []);

    /// <summary>Where it keeps them, with the indexes for that.</summary>
    public static IReadOnlyList<StateSchema> Schemas { get; } = [s_snapshots, s_files];

    /// <summary>The collections of the state that these are in.</summary>
    public static IReadOnlyList<string> Collections { get; } = [s_snapshots.Name, s_files.Name, s_turns.Name];

    /// <summary>All definitions of all apps.</summary>
    public static IAsyncEnumerable<(string AppId, string Snapshot)> ListAsync(
        IDocumentAccess documents, CancellationToken cancellationToken) =>
        documents.ReadAllAsync(s_snapshots, cancellationToken)
            .Select(document => (document["app"].AsString, document["snapshot"].AsString));

    /// <summary>Puts a definition there, unless it is there.</summary>
    public Task WriteAsync(string appId, string snapshot, AppFileSet files, CancellationToken cancellationToken)
    {
        List<(string Path, byte[] Content, string Hash)> all =
        [
            .. files.Paths.Select(path => (Path: path, Content: files.Find(path)!.Read()))
                .Select(file => (file.Path, file.Content, Convert.ToHexStringLower(SHA256.HashData(file.Content)))),
        ];
        return InTurnAsync(
            appId,
            known =>
            {
                if (known.Any(document => document["snapshot"] == snapshot)) return [];
                HashSet<string> there = [.. known.SelectMany(Files).Select(file => file.Hash)];
                var document = new BsonDocument
                {
                    ["_id"] = IdOf(appId, snapshot),
                    ["app"] = appId,
                    ["snapshot"] = snapshot,
                    ["files"] = new BsonArray(all.Select(file => new BsonDocument
                    {
                        ["path"] = file.Path, ["hash"] = file.Hash, ["bytes"] = file.Content.Length,
                    })),
                };
                return
                [
                    new StateWrite.Insert(s_snapshots, document),
                    .. all.DistinctBy(file => file.Hash).Where(file => !there.Contains(file.Hash))
                        .SelectMany(file => Pieces(appId, file.Content, file.Hash)),
                ];
            },
            cancellationToken);
    }

    /// <summary>Gets a definition.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="snapshot">The definition.</param>
    /// <param name="root">Where its files are to be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>Null when it is not there.</returns>
    public async Task<AppFileSet?> FindAsync(string appId, string snapshot, string root, CancellationToken cancellationToken)
    {
        if (await store.FindOneAsync(s_snapshots, "_id", IdOf(appId, snapshot), cancellationToken) is not { } document) return null;
        var files = new AppFileSet(root);
        foreach ((string path, string hash, int bytes) in Files(document))
        {
            byte[] content = new byte[bytes];
            int length = 0;
            for (int piece = 0; piece < CountOf(bytes); piece++)
            {
                // It was deleted since: nobody names it any more.
                if (await store.FindOneAsync(s_files, "_id", IdOf(appId, hash, piece), cancellationToken) is not { } part) return null;
                byte[] read = part["content"].AsByteArray;
                read.CopyTo(content, length);
                length += read.Length;
            }
            files.Write(path, content);
        }
        return files;
    }

    /// <summary>Deletes definitions of an app.</summary>
    /// <param name="appId">The app.</param>
    /// <param name="isDue">Which, by their ids.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task DeleteAsync(string appId, Func<string, bool> isDue, CancellationToken cancellationToken) => InTurnAsync(
        appId,
        known =>
        {
            ILookup<bool, BsonDocument> all = known.ToLookup(document => isDue(document["snapshot"].AsString));
            HashSet<string> needed = [.. all[false].SelectMany(Files).Select(file => file.Hash)];
            return
            [
                .. all[true].Select(document => new StateWrite.Delete(s_snapshots, document["_id"])),
                .. all[true].SelectMany(Files).DistinctBy(file => file.Hash).Where(file => !needed.Contains(file.Hash))
                    .SelectMany(file => Enumerable.Range(0, CountOf(file.Bytes))
                        .Select(piece => new StateWrite.Delete(s_files, IdOf(appId, file.Hash, piece)))),
            ];
        },
        cancellationToken);

    private Task<bool> InTurnAsync(
        string appId, Func<IReadOnlyList<BsonDocument>, IReadOnlyList<StateWrite>> work, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            BsonDocument? turn = await store.FindOneAsync(s_turns, "_id", appId, cancellationToken);
            IReadOnlyList<StateWrite> writes = work(await store.FindAsync(s_snapshots, "app", appId, cancellationToken));
            if (writes.Count == 0) return true;
            var next = new BsonDocument { ["_id"] = appId, ["turn"] = ObjectId.GenerateNewId() };
            await store.WriteAsync(
                [turn is null ? new StateWrite.Insert(s_turns, next) : new StateWrite.Change(s_turns, turn, next), .. writes],
                cancellationToken);
            return true;
        });

    private static IEnumerable<StateWrite> Pieces(string appId, byte[] content, string hash) =>
        Enumerable.Range(0, CountOf(content.Length)).Select(piece => new StateWrite.Insert(s_files, new BsonDocument
        {
            ["_id"] = IdOf(appId, hash, piece),
            ["app"] = appId,
            ["content"] = content[(piece * PieceBytes)..Math.Min((piece + 1) * PieceBytes, content.Length)],
        }));

    private static IEnumerable<(string Path, string Hash, int Bytes)> Files(BsonDocument snapshot) =>
        snapshot["files"].AsBsonArray.Select(file => (file["path"].AsString, file["hash"].AsString, file["bytes"].AsInt32));

    private static int CountOf(int bytes) => (bytes + PieceBytes - 1) / PieceBytes;

    private static string IdOf(string appId, string snapshot) => $"{appId}/{snapshot}";

    private static string IdOf(string appId, string hash, int piece) => $"{appId}/{hash}/{piece}";
}
