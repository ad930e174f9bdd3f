using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// How work is done again that MongoDB has undone because of others: after a moment that is never the same, and not for ever.
/// </summary>
internal sealed class MongoRepeating(MongoConnection connection)
{
    private const int MostMilliseconds = 64;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(30);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private int _attempts;

    /// <summary>Waits until it is worth trying again.</summary>
    /// <exception cref="DocumentException">It has been tried for too long, and others were always faster.</exception>
    /// <exception cref="StoreUnavailableException">It has been tried for too long, and no server does it.</exception>
    public Task WaitAsync(OvertakenException error, CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(_begun) > s_time) throw GiveUp(error);
        int most = Math.Min(MostMilliseconds, 2 << Math.Min(_attempts++, 10));
        return Task.Delay(Random.Shared.Next(1, most + 1), cancellationToken);
    }

    private Exception GiveUp(OvertakenException error) =>
        MongoErrors.Translate(error.InnerException!, connection, null) is StoreUnavailableException gone ? gone : Conflict();

    /// <summary>The refusal of work that others were faster than.</summary>
    public static DocumentException Conflict() => new(
        112, "WriteConflict", "WriteConflict error: this operation conflicted with another operation. Please retry the transaction.");
}
