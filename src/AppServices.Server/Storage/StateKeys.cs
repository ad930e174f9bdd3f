using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// A secret of servers that share their state, made once, by whichever needs it first. Whoever can read the state can read it, as whoever
/// can read a data folder can read the files of its keys.
/// </summary>
/// <param name="name">What it is called.</param>
internal sealed class StateKeys(string name)
{
    private static readonly StateSchema s_keys = new("keys", [], []);

    /// <summary>The key that signs tokens, and those before it.</summary>
    public static StateKeys Signing { get; } = new("signing");

    /// <summary>The key of apps' secrets.</summary>
    public static StateKeys Secrets { get; } = new("secrets");

    /// <summary>Puts keys there, whatever was there before.</summary>
    public Task SetAsync(IStateStore store, IReadOnlyList<SecretKey> keys, CancellationToken cancellationToken) => store.WriteAsync(
        [new StateWrite.Delete(s_keys, name), new StateWrite.Insert(s_keys, ToBson(keys))], cancellationToken);

    /// <summary>The key, and those before it.</summary>
    public Task<IReadOnlyList<SecretKey>> ReadOrCreateAsync(IStateStore store, CancellationToken cancellationToken) =>
        ChangeAsync(store, static keys => keys, cancellationToken);

    /// <summary>Changes the keys.</summary>
    /// <param name="store">The store.</param>
    /// <param name="change">What is to be there, of what there is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What is there now.</returns>
    public Task<IReadOnlyList<SecretKey>> ChangeAsync(
        IStateStore store, Func<IReadOnlyList<SecretKey>, IReadOnlyList<SecretKey>> change, CancellationToken cancellationToken) =>
        Contention.RepeatAsync(async () =>
        {
            BsonDocument? known = await store.FindOneAsync(s_keys, "_id", name, cancellationToken);
            IReadOnlyList<SecretKey> before = known is null ? [SecretKey.Make()] : From(known), after = change(before);
            if (known is not null && ReferenceEquals(before, after)) return before;
            BsonDocument written = ToBson(after);
            await store.WriteAsync(
                known is null ? new StateWrite.Insert(s_keys, written) : new StateWrite.Change(s_keys, known, written), cancellationToken);
            return after;
        });

    private BsonDocument ToBson(IReadOnlyList<SecretKey> keys)
    {
        var document = new BsonDocument { ["_id"] = name, ["key"] = keys[0].Secret };
        if (keys.Count > 1)
        {
            document["replaced"] = new BsonArray(
                keys.Skip(1).Select(key => new BsonDocument { ["key"] = key.Secret, ["at"] = key.ReplacedAt!.Value }));
        }
        return document;
    }

    private static IReadOnlyList<SecretKey> From(BsonDocument document) =>
    [
        new SecretKey(document["key"].AsByteArray),
        .. document.GetValue("replaced", new BsonArray()).AsBsonArray.Select(
            key => new SecretKey(key["key"].AsByteArray) { ReplacedAt = key["at"].ToUniversalTime() }),
    ];
}
