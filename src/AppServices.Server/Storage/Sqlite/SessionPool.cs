using System;
using System.Collections.Concurrent;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Connections that are open and idle. As many are made as are used at once.</summary>
internal sealed class SessionPool(string path, IndexUses uses) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    public SqliteSession Take() => _idle.TryTake(out SqliteSession? session) ? session : new SqliteSession(path, uses);

    /// <summary>Takes a session back, which must be in no transaction.</summary>
    public void Return(SqliteSession session)
    {
        if (_closed) session.Dispose();
        else _idle.Add(session);
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out SqliteSession? session)) session.Dispose();
    }
}
