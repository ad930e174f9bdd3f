using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Mail;
using AppServices.Server.Providers;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Cleanup;

/// <summary>What was deleted at one time.</summary>
internal sealed record CleanupResult(
    int Sessions, int Devices, int PushRegistrations, int Tokens, int AnonymousUsers, int PendingUsers, int Mails)
{
    /// <summary>Whether that is anything.</summary>
    public bool IsAny => Sessions + Devices + PushRegistrations + Tokens + AnonymousUsers + PendingUsers + Mails > 0;
}

/// <summary>
/// Deletes what nobody can use any more, so that nothing grows for ever. Of several servers on one data folder one does it at a time.
/// Source: client-api 3.10.
/// </summary>
internal sealed class DataCleanup(
    IDataStore store, UserDirectory users, IMailer mailer, TokenLifetimes lifetimes, SigningKeys keys, CleanupSettings settings,
    ServerPresence presence, TimeProvider clock)
{
    // Their links are good for half an hour.
    private static readonly TimeSpan s_mailsKept = TimeSpan.FromDays(30);

    private static readonly TimeSpan s_turnsKept = TimeSpan.FromDays(1);

    private static readonly StateSchema s_runs = new("cleanup", [], []);

    /// <summary>How often it is to be done.</summary>
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(settings.Minutes);

    /// <summary>Does it; null when another server has done so a while ago.</summary>
    public async Task<CleanupResult?> RunAsync(CancellationToken cancellationToken)
    {
        if (!await BeginAsync(cancellationToken)) return null;
        DateTime now = clock.GetUtcNow().UtcDateTime;
        var result = new CleanupResult(
            await users.Sessions.SweepAsync(store, cancellationToken),
            await DeviceStore.SweepAsync(store, users.Sessions, now - lifetimes.Refresh, cancellationToken),
            await PushStore.SweepAsync(store, users.Devices, cancellationToken),
            await users.AccountTokens.SweepAsync(store, cancellationToken),
            await users.SweepAsync(store, now - lifetimes.AnonymousIdle, cancellationToken),
            await AccountStore.SweepAsync(store, now - TimeSpan.FromDays(settings.PendingUserDays), cancellationToken),
            mailer.Forget(now - s_mailsKept));
        await AttemptStore.SweepAsync(store, now, cancellationToken);
        await FirstLogins.SweepAsync(store, now - s_turnsKept, cancellationToken);
        await keys.ForgetEndedAsync(store, lifetimes.Access, cancellationToken);
        presence.ForgetOthers();
        await store.TidyAsync(cancellationToken);
        return result;
    }

    // The next one comes after half of the time at the earliest, since servers do not look at the same moment.
    private async Task<bool> BeginAsync(CancellationToken cancellationToken)
    {
        BsonDocument run = new() { ["_id"] = "last", ["begun"] = clock.GetUtcNow().UtcDateTime };
        try
        {
            BsonDocument? last = await store.FindOneAsync(s_runs, "_id", run["_id"], cancellationToken);
            TimeSpan? passed = run["begun"].ToUniversalTime() - last?["begun"].ToUniversalTime();
            if (passed?.Duration() < Interval / 2) return false;
            await store.WriteAsync(
                last is null ? new StateWrite.Insert(s_runs, run) : new StateWrite.Change(s_runs, last, run), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is StaleWriteException or DuplicateKeyException)
        {
            return false;
        }
    }
}
