using System.IO;
using System.Threading;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AppServices.Server.Storage.Sqlite;

/// <summary>Copies databases, also those that a server writes to, as they are at one moment.</summary>
internal static class SqliteCopy
{
    private const string Unfinished = ".unfinished";

    /// <summary>Makes a file that has all that is committed, in which no page of the other one is used unread.</summary>
    /// <param name="source">The database.</param>
    /// <param name="target">The file to make; it is there as a whole, or not at all.</param>
    /// <param name="isAtRest">Whether nobody writes to the database, which stays as it is in every byte.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="DatabaseFormatException">A newer server wrote it.</exception>
    /// <exception cref="DatabaseDamagedException">It cannot be read as a whole.</exception>
    /// <exception cref="IOException">It is no database of a server, or the copy cannot be written.</exception>
    public static void Make(string source, string target, bool isAtRest, CancellationToken cancellationToken)
    {
        string unfinished = target + Unfinished;
        try
        {
            using (var session = new SqliteSession(source, isReadOnly: isAtRest))
            using (cancellationToken.UnsafeRegister(_ => session.Interrupt(), null))
            {
                FileFormat.Current.VersionOf(session);
                session.Scalar("SELECT version FROM catalog");
                OwnFile.Create(unfinished);
                session.Execute("VACUUM INTO $0", unfinished);
            }
            OwnFile.Flush(unfinished);
            File.Move(unfinished, target, overwrite: false);
        }
        catch (SqliteException error) when (error.SqliteErrorCode == raw.SQLITE_ERROR)
        {
            throw new IOException($"{source} is no database of a server: {error.Message}", error);
        }
        catch (SqliteException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SqliteStore.ToStoreException(error);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
