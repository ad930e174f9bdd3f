using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>What may be tried so many times at once, and once more after a while.</summary>
/// <param name="Name">What it is.</param>
/// <param name="AtOnce">How many times at once.</param>
/// <param name="Another">After which time once more.</param>
internal sealed record Allowance(string Name, int AtOnce, TimeSpan Another)
{
    /// <summary>That of somebody.</summary>
    public AttemptKey Of(string who) => new(this, who);
}

/// <summary>What somebody may try.</summary>
internal sealed record AttemptKey(Allowance Allowance, string Who)
{
    public string Id => $"{Allowance.Name}/{Who}";
}

/// <summary>
/// What was tried of late, in the state that all servers share: whoever tries at many of them gains nothing, nor does a restart help.
/// </summary>
internal sealed class AttemptStore(IStateStore store, TimeProvider clock)
{
    private const int MaxDebt = 2;

    private static readonly StateSchema s_attempts = new("attempts", [], []);

    /// <summary>Whether all may be tried once more.</summary>
    /// <returns>Null when they may, and else how long to wait.</returns>
    public async Task<TimeSpan?> AskAsync(IReadOnlyList<AttemptKey> keys, CancellationToken cancellationToken)
    {
        foreach (AttemptKey key in keys)
            if (Wait(key, await FindAsync(key, cancellationToken)) is { } wait) return wait;
        return null;
    }

    /// <summary>Counts one more of each; nothing when one of them may not be tried.</summary>
    /// <returns>Null when they were counted, and else how long to wait.</returns>
    public Task<TimeSpan?> TakeAsync(IReadOnlyList<AttemptKey> keys, CancellationToken cancellationToken) =>
        CountAsync(keys, isDone: false, cancellationToken);

    /// <summary>
    /// Counts one more of each that was tried already: who tries many at once, before the first of them counts, waits the longer for it.
    /// </summary>
    public Task AddAsync(IReadOnlyList<AttemptKey> keys, CancellationToken cancellationToken) =>
        CountAsync(keys, isDone: true, cancellationToken);

    /// <summary>Forgets what was tried so long ago that it does not count.</summary>
    /// <returns>How many.</returns>
    public static Task<int> SweepAsync(IDocumentAccess documents, DateTime now, CancellationToken cancellationToken) =>
        documents.SweepAsync(s_attempts, found => new(Until(found) <= now), cancellationToken);

    private Task<TimeSpan?> CountAsync(IReadOnlyList<AttemptKey> keys, bool isDone, CancellationToken cancellationToken) =>
        Contention.RepeatAsync<TimeSpan?>(async () =>
        {
            var writes = new List<StateWrite>();
            foreach (AttemptKey key in keys)
            {
                BsonDocument? before = await FindAsync(key, cancellationToken);
                if (!isDone && Wait(key, before) is { } wait) return wait;
                BsonDocument after = Taken(key, before);
                writes.Add(before is null ? new StateWrite.Insert(s_attempts, after) : new StateWrite.Change(s_attempts, before, after));
            }
            await store.WriteAsync(writes, cancellationToken);
            return null;
        });

    private ValueTask<BsonDocument?> FindAsync(AttemptKey key, CancellationToken cancellationToken) =>
        store.FindOneAsync(s_attempts, "_id", key.Id, cancellationToken);

    // An attempt is a debt of one, which time pays off; until when is all there is to remember. Nobody owes more than twice what may be
    // tried at once, as who tries at once would, or after a clock was set back.
    private DateTime Until(AttemptKey key, BsonDocument? attempts)
    {
        DateTime now = clock.GetUtcNow().UtcDateTime, most = now + (MaxDebt * key.Allowance.AtOnce * key.Allowance.Another);
        DateTime until = attempts is null ? now : Until(attempts);
        return until < now ? now : until > most ? most : until;
    }

    // BSON's own times are too coarse for what may be tried often.
    private static DateTime Until(BsonDocument attempts) => new(attempts["until"].AsInt64, DateTimeKind.Utc);

    private BsonDocument Taken(AttemptKey key, BsonDocument? attempts) =>
        new() { ["_id"] = key.Id, ["until"] = (Until(key, attempts) + key.Allowance.Another).Ticks };

    private TimeSpan? Wait(AttemptKey key, BsonDocument? attempts)
    {
        TimeSpan owed = Until(key, attempts) - clock.GetUtcNow().UtcDateTime, free = (key.Allowance.AtOnce - 1) * key.Allowance.Another;
        return owed > free ? owed - free : null;
    }
}
