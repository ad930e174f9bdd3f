using System.Collections.Generic;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>
/// The format of a database file: a number in the file, and a list of steps that bring an older file up to date. Step N makes a file
/// of format N of one of format N - 1; a step is never changed once it was released, and new ones go to the end.
/// </summary>
internal sealed class FileFormat(IReadOnlyList<string> steps)
{
    /// <summary>
    /// The format that this server writes. Files from before there was a number have what the first step makes, and the number 0.
    /// </summary>
    public static FileFormat Current { get; } = new(
    [
        """
        CREATE TABLE IF NOT EXISTS catalog (version INTEGER NOT NULL);
        INSERT INTO catalog SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM catalog);
        CREATE TABLE IF NOT EXISTS collections (
            id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL, database TEXT NOT NULL, name TEXT NOT NULL,
            watched_until INTEGER NOT NULL DEFAULT 0, UNIQUE (source, database, name));
        CREATE TABLE IF NOT EXISTS indexes (
            id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, name TEXT NOT NULL, fields BLOB NOT NULL,
            is_unique INTEGER NOT NULL, is_sparse INTEGER NOT NULL, is_multikey INTEGER NOT NULL DEFAULT 0, UNIQUE (collection, name));
        CREATE TABLE IF NOT EXISTS changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, time INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS changes_by_collection ON changes (collection, seq);
        """,
        """
        CREATE TABLE readers (
            name TEXT PRIMARY KEY, source TEXT NOT NULL, database TEXT NOT NULL, collection TEXT NOT NULL,
            wants_before INTEGER NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID;
        """,
        "ALTER TABLE collections ADD COLUMN watched_from INTEGER NOT NULL DEFAULT 0",
        """
        CREATE TABLE watches (
            source TEXT NOT NULL, database TEXT NOT NULL, collection TEXT NOT NULL, watched_from INTEGER NOT NULL,
            watched_until INTEGER NOT NULL, PRIMARY KEY (source, database, collection)) WITHOUT ROWID;
        INSERT INTO watches SELECT source, database, name, watched_from, watched_until FROM collections WHERE watched_until > 0;
        ALTER TABLE collections ADD COLUMN is_dropped INTEGER NOT NULL DEFAULT 0;
        """,
        """
        ALTER TABLE indexes ADD COLUMN options BLOB;
        ALTER TABLE collections ADD COLUMN options BLOB;
        """,
    ]);

    /// <summary>The number of the format.</summary>
    public int Version => steps.Count;

    /// <summary>Makes a new file, or brings an older one up to date: all steps that it needs, or none of them.</summary>
    /// <exception cref="DatabaseFormatException">The file is of a newer format.</exception>
    public void Apply(SqliteSession session)
    {
        session.Script("PRAGMA journal_mode = WAL");
        if (VersionOf(session) == Version) return;
        // Another server may do the same at the same moment, so the number is read again once nobody else can write.
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            for (int version = VersionOf(session); version < Version; version++) session.Script(steps[version]);
            session.Script($"PRAGMA user_version = {Version}; COMMIT");
        }
        finally
        {
            session.RollBack();     // nothing, unless a step failed
        }
    }

    /// <summary>The number of a file's format.</summary>
    /// <exception cref="DatabaseFormatException">The file is of a newer format.</exception>
    public int VersionOf(SqliteSession session)
    {
        long version = (long)session.Scalar("PRAGMA user_version")!;
        return version >= 0 && version <= Version
            ? (int)version
            : throw new DatabaseFormatException(
                $"The database is of format {version}, and this server knows formats up to {Version}: a newer server wrote it.");
    }
}
