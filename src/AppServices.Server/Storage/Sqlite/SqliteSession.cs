using System;
using System.Collections.Generic;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one operation at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>How many milliseconds a write waits for one of another process.</summary>
    public const int Patience = 30_000;

    private const string Main = "main";

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Prepared> _statements = new(StringComparer.Ordinal);

    /// <param name="path">The file.</param>
    /// <param name="uses">Where the uses of indexes are counted; null where nobody asks for them.</param>
    /// <param name="isReadOnly">Whether nothing may be written, and the file must be there.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteSession(string path, IndexUses? uses = null, bool isReadOnly = false)
    {
        Uses = uses ?? new IndexUses();
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = isReadOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            DefaultTimeout = Patience / 1000,
            Pooling = false,
        }.ToString());
        _connection.Open();
        Execute($"PRAGMA busy_timeout = {Patience}");
        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA temp_store = MEMORY");
    }

    /// <summary>Where the uses of indexes are counted.</summary>
    public IndexUses Uses { get; }

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    /// <param name="sql">The text, with parameters <c>$0</c>, <c>$1</c> and so on.</param>
    /// <param name="values">Their values: long, string, <c>byte[]</c> or null.</param>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Statement(sql, values).ExecuteNonQuery();

    /// <summary>Runs a statement that gives one value; null when it gives no row.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values) => Statement(sql, values).ExecuteScalar();

    /// <summary>Runs a query.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values)
    {
        Prepared statement = Find(sql, values);
        return statement.Reader = statement.Command.ExecuteReader();
    }

    /// <summary>Goes on to the next row of a query.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="SqliteException">It cannot be read.</exception>
    public bool Step(sqlite3_stmt statement)
    {
        int result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        return false;
    }

    /// <summary>Runs a statement and returns SQLite's extended result code, without the driver's own waiting and repeating.</summary>
    public int Try(string sql)
    {
        int result = raw.sqlite3_exec(_connection.Handle, sql);
        return result == raw.SQLITE_OK ? result : raw.sqlite3_extended_errcode(_connection.Handle);
    }

    /// <summary>The same, with a patience of its own for writes of other processes.</summary>
    public int Try(string sql, TimeSpan patience)
    {
        if (patience == System.Threading.Timeout.InfiniteTimeSpan) return Try(sql);
        raw.sqlite3_busy_timeout(_connection.Handle, (int)patience.TotalMilliseconds);
        int result = Try(sql);
        raw.sqlite3_busy_timeout(_connection.Handle, Patience);
        return result;
    }

    /// <summary>Runs several statements once, without keeping them.</summary>
    public void Script(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Ends the statement that runs, which fails then.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_connection.Handle);

    /// <summary>The number of the row that was inserted last.</summary>
    public long LastInsertedNumber => raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_connection.Handle!) == 0;

    /// <summary>
    /// What the transaction sees, for other connections to see; null where SQLite has no name for that, as just after its log was emptied.
    /// </summary>
    public sqlite3_snapshot? Snapshot() =>
        raw.sqlite3_snapshot_get(_connection.Handle, Main, out sqlite3_snapshot snapshot) == raw.SQLITE_OK ? snapshot : null;

    /// <summary>Begins a transaction that sees what another one does, which must not end meanwhile.</summary>
    /// <returns>Whether it can, which it cannot while the log is written into the file.</returns>
    public bool TryBegin(sqlite3_snapshot snapshot)
    {
        Execute("BEGIN");
        // A connection that has read nothing yet does not know what a snapshot is.
        Scalar("SELECT version FROM catalog");
        return raw.sqlite3_snapshot_open(_connection.Handle, Main, snapshot) == raw.SQLITE_OK;
    }

    /// <summary>Ends a transaction that failed, if SQLite has not ended it already.</summary>
    public void RollBack()
    {
        if (IsInTransaction) Execute("ROLLBACK");
    }

    /// <summary>Forgets the prepared statements, whose tables may have been dropped.</summary>
    public void ForgetStatements()
    {
        foreach (Prepared first in _statements.Values)
            for (Prepared? statement = first; statement is not null; statement = statement.Next) statement.Command.Dispose();
        _statements.Clear();
    }

    public void Dispose()
    {
        ForgetStatements();
        _connection.Dispose();
    }

    private SqliteCommand Statement(string sql, ReadOnlySpan<object?> values) => Find(sql, values).Command;

    // One that is still read from cannot be run again: who reads a view of a collection may look something up in the same one.
    private Prepared Find(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out Prepared? statement)) _statements.Add(sql, statement = Prepare(sql, values.Length));
        while (statement.Reader is { IsClosed: false }) statement = statement.Next ??= Prepare(sql, values.Length);
        for (int i = 0; i < values.Length; i++) statement.Command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }

    private Prepared Prepare(string sql, int parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return new Prepared(command);
    }

    private sealed class Prepared(SqliteCommand command)
    {
        public SqliteCommand Command => command;

        /// <summary>What was read last.</summary>
        public SqliteDataReader? Reader { get; set; }

        /// <summary>The same statement again.</summary>
        public Prepared? Next { get; set; }
    }
}
