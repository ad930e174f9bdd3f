using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;

namespace AppServices.Server.Hosting;

/// <summary>What became of a damaged database.</summary>
/// <param name="Damaged">Where it is now.</param>
/// <param name="Saved">What the new one in its place has, and has not.</param>
internal sealed record DataRepair(string Damaged, IReadOnlyList<SalvageResult> Saved)
{
    /// <summary>
    /// Puts a new database in the place of a damaged one, with all that can be read of it. The damaged one is kept, and stays as it is
    /// until the new one is complete.
    /// </summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>Null when nothing is damaged.</returns>
    /// <exception cref="ConfigurationException">A server runs on the folder, or nothing can be read.</exception>
    public static DataRepair? Run(string folder, CancellationToken cancellationToken)
    {
        folder = Path.GetFullPath(folder);
        string path = Path.Combine(folder, DataFolder.Database), made = path + ".unfinished";
        DataFolder.RequireData(folder);
        try
        {
            using var presence = new ServerPresence(folder);
            if (presence.ForgetOthers()) throw ConfigurationException.At(folder, "A server runs on this folder. Stop it first.");
            if (!IsDamaged(path)) return null;
            Delete(made);
            IReadOnlyList<SalvageResult> saved = SqliteSalvage.Run(path, made, cancellationToken);
            SqliteStore.Check(made);
            OwnFile.Flush(made);
            return new DataRepair(Replace(path, made), saved);
        }
        catch (DatabaseDamagedException error)
        {
            throw ConfigurationException.At(
                path, $"Nothing of the database can be read: {error.Message} Nothing was changed. Restore a backup with "
                    + "'appservices-server restore BACKUP --data FOLDER'.");
        }
        catch (DatabaseFormatException error)
        {
            throw ConfigurationException.At(path, $"{error.Message} Use that server's command.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationException.At(path, $"The database cannot be repaired: {error.Message}");
        }
        finally
        {
            Delete(made);
        }
    }

    private static bool IsDamaged(string path)
    {
        try
        {
            SqliteStore.Check(path);
            return false;
        }
        catch (DatabaseDamagedException)
        {
            return true;
        }
    }

    // The log goes with the database that it belongs to, first: beside the new one it would be taken for its own.
    private static string Replace(string path, string made)
    {
        string damaged = $"{path}.damaged-{DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}";
        if (File.Exists(path + "-wal")) File.Move(path + "-wal", damaged + "-wal");
        File.Delete(path + "-shm");
        HardLink.CreateOrCopy(path, damaged);
        File.Move(made, path, overwrite: true);
        return damaged;
    }

    private static void Delete(string made)
    {
        foreach (string file in (string[])[made, made + "-wal", made + "-shm", made + "-journal"]) File.Delete(file);
    }
}
