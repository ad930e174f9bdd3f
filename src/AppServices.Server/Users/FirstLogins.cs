using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>
/// Whose turn it is to create a user, at all servers together, so that what runs before runs once however many log in at once. A turn is
/// a document that its holder writes anew as long as it goes on.
/// </summary>
internal sealed class FirstLogins(IStateStore store, TimeProvider clock)
{
    private static readonly StateSchema s_turns = new("first_logins", [], []);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(2);

    // By the measure of whoever waits: the clock of the holder may be wrong. What is silent for so long ended with its server.
    private static readonly TimeSpan s_lease = 5 * s_renewal;

    /// <summary>Waits for the turn to create a user, which ends when it is disposed; null when the user is there by then.</summary>
    /// <param name="identity">Whose user it is.</param>
    /// <param name="isKnown">Whether the user is there.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    public async Task<IAsyncDisposable?> TakeAsync(string identity, Func<Task<bool>> isKnown, CancellationToken cancellationToken)
    {
        BsonDocument? seen = null;
        for (long since = 0; !await isKnown(); await Task.Delay(s_look, cancellationToken))
        {
            BsonDocument? held = await store.FindOneAsync(s_turns, "_id", identity, cancellationToken);
            if (held is not null && !held.Equals(seen)) (seen, since) = (held, Stopwatch.GetTimestamp());
            if (held is not null && Stopwatch.GetElapsedTime(since) < s_lease) continue;
            BsonDocument mine = Write(identity, clock);
            try
            {
                await store.WriteAsync(
                    held is null ? new StateWrite.Insert(s_turns, mine) : new StateWrite.Change(s_turns, held, mine), cancellationToken);
                return new Turn(store, clock, mine);
            }
            catch (Exception error) when (error is StaleWriteException or DuplicateKeyException)
            {
                // Somebody else was faster.
            }
        }
        return null;
    }

    /// <summary>Forgets turns that ended with their servers, and that nobody has waited for.</summary>
    /// <returns>How many.</returns>
    public static Task<int> SweepAsync(IDocumentAccess documents, DateTime before, CancellationToken cancellationToken) =>
        documents.SweepAsync(s_turns, found => new(found["at"].ToUniversalTime() < before), cancellationToken);

    // No two are alike, whatever the clock says.
    private static BsonDocument Write(string identity, TimeProvider clock) =>
        new() { ["_id"] = identity, ["writing"] = ObjectId.GenerateNewId(), ["at"] = clock.GetUtcNow().UtcDateTime };

    private sealed class Turn : IAsyncDisposable
    {
        private readonly IStateStore _store;
        private readonly TimeProvider _clock;
        private readonly CancellationTokenSource _ended = new();
        private readonly Task _renewing;
        private BsonDocument _held;

        public Turn(IStateStore store, TimeProvider clock, BsonDocument held)
        {
            (_store, _clock, _held) = (store, clock, held);
            _renewing = RenewAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _ended.CancelAsync();
            // A turn that cannot be renewed or ended runs out; what was done in it stays.
            await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _ended.Dispose();
            StateWrite[] end = [new StateWrite.Expect(s_turns, _held), new StateWrite.Delete(s_turns, _held["_id"])];
            await _store.WriteAsync(end, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task RenewAsync()
        {
            using var timer = new PeriodicTimer(s_renewal);
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                BsonDocument next = Write(_held["_id"].AsString, _clock);
                await _store.WriteAsync(new StateWrite.Change(s_turns, _held, next), CancellationToken.None);
                _held = next;
            }
        }
    }
}
