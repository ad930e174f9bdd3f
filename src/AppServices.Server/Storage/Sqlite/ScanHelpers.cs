using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// Threads that help to search through collections: as many for all searches of a store as it has processors to spare. A search that stands
/// still, as that of a cursor, keeps its helpers, which have read ahead; where too many do, others search alone.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Semaphores have no wait handle, and late searches still take their turn.")]
internal sealed class ScanHelpers(SessionPool pool)
{
    private const int MaxForOne = 3;

    // Each connection of a helper is files that the process has open (docs/operations.md, LimitNOFILE).
    private const int Max = 7;

    private static readonly int s_processors = Math.Min(Environment.ProcessorCount - 1, Max);

    private readonly SemaphoreSlim _places = new(2 * s_processors);
    private readonly SemaphoreSlim _turns = new(s_processors);

    /// <summary>Whether there can be any.</summary>
    public static bool Exist => s_processors > 0;

    /// <summary>
    /// Connections that see what another one does, each in a transaction. None where others have all of them, and while SQLite has no
    /// snapshot for them, as just after its log has been emptied.
    /// </summary>
    public IReadOnlyList<SqliteSession> Gather(SqliteSession reader)
    {
        var sessions = new List<SqliteSession>();
        using sqlite3_snapshot? snapshot = reader.Snapshot();
        while (snapshot is not null && sessions.Count < Math.Min(s_processors, MaxForOne) && _places.Wait(0))
        {
            if (TryJoin(snapshot) is not { } session)
            {
                _places.Release();
                break;
            }
            sessions.Add(session);
        }
        return sessions;
    }

    /// <summary>Takes connections back.</summary>
    public void Release(IReadOnlyList<SqliteSession> sessions)
    {
        foreach (SqliteSession session in sessions)
        {
            session.RollBack();
            pool.Return(session);
            _places.Release();
        }
    }

    /// <summary>Waits for a turn to read with one of them, which should be over soon and ends with <see cref="Leave"/>.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _turns.WaitAsync(cancellationToken);

    /// <summary>Ends a turn.</summary>
    public void Leave() => _turns.Release();

    // Where one cannot, as without a file to open, the reader goes on alone.
    private SqliteSession? TryJoin(sqlite3_snapshot snapshot)
    {
        SqliteSession? session = null;
        bool isJoined = false;
        try
        {
            session = pool.Take();
            isJoined = session.TryBegin(snapshot);
            return isJoined ? session : null;
        }
        catch (SqliteException)
        {
            return null;
        }
        finally
        {
            if (session is not null && !isJoined)
            {
                session.RollBack();
                pool.Return(session);
            }
        }
    }
}
