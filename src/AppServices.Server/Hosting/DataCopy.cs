using System;
using System.IO;
using System.Linq;
using System.Threading;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;

namespace AppServices.Server.Hosting;

/// <summary>A copy of a data folder with all that a server needs of it: database, keys, apps and mails.</summary>
/// <param name="Path">The copy.</param>
/// <param name="DatabaseBytes">How large its database is.</param>
/// <param name="Files">How many other files it has.</param>
internal sealed record DataCopy(string Path, long DatabaseBytes, int Files)
{
    // The database with its log, which are no copy of each other, and what only running servers need.
    private static readonly string[] s_left = [DataFolder.Database, ServerPresence.Folder + System.IO.Path.DirectorySeparatorChar];

    // What is below it is written once, and replaced as a whole: a file there may have several names.
    private static readonly string s_apps = "apps" + System.IO.Path.DirectorySeparatorChar;

    /// <summary>Makes a copy; when that fails, nothing of it is left.</summary>
    /// <param name="source">The folder.</param>
    /// <param name="target">The copy, a folder that is empty or not there.</param>
    /// <param name="isAtRest">Whether no server runs on the folder, which may then be one that cannot be written to.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="ConfigurationException">
    /// There is no such folder, the other one is not empty, or something cannot be copied.
    /// </exception>
    public static DataCopy Make(string source, string target, bool isAtRest, CancellationToken cancellationToken)
    {
        (source, target) = (Full(source), Full(target));
        string database = System.IO.Path.Combine(source, DataFolder.Database);
        DataFolder.RequireData(source);
        if (target == source || target.StartsWith(source + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw ConfigurationException.At(target, $"This is inside of {source} itself. Give a folder elsewhere.");
        bool isNew = !Directory.Exists(target);
        if (File.Exists(target) || (!isNew && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw ConfigurationException.At(
                target, "There is something here already, and nothing is overwritten. Give a new folder, or move this one away.");
        }
        bool isMade = false;
        try
        {
            OwnFile.CreateFolder(target);
            // Apps that are deployed meanwhile: what the database names at its moment was there before it, or is there after it.
            var apps = new LinkedCopies();
            int files = CopyFiles(source, target, apps, cancellationToken);
            SqliteCopy.Make(database, System.IO.Path.Combine(target, DataFolder.Database), isAtRest, cancellationToken);
            files += CopyFiles(source, target, apps, cancellationToken);
            isMade = true;
            return new DataCopy(target, new FileInfo(System.IO.Path.Combine(target, DataFolder.Database)).Length, files);
        }
        catch (DatabaseDamagedException error)
        {
            throw ConfigurationException.At(
                database,
                $"The database is damaged: {error.Message} Save what can be read with 'appservices-server repair --data {source}'.");
        }
        catch (DatabaseFormatException error)
        {
            throw ConfigurationException.At(database, $"{error.Message} Use that server's command.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationException.At(target, $"The copy cannot be made: {error.Message}");
        }
        finally
        {
            if (!isMade) Clear(target, isNew);
        }
    }

    private static string Full(string path) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    private static int CopyFiles(string source, string target, LinkedCopies apps, CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = System.IO.Path.GetRelativePath(source, path), copy = System.IO.Path.Combine(target, name);
            if (s_left.Any(left => name.StartsWith(left, StringComparison.Ordinal)) || File.Exists(copy)) continue;
            OwnFile.CreateFolder(System.IO.Path.GetDirectoryName(copy)!);
            try
            {
                if (name.StartsWith(s_apps, StringComparison.Ordinal)) apps.Make(path, copy);
                else File.Copy(path, copy);      // with its mode
                FileOwner.Inherit(copy);
                count++;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was deleted since it was listed.
            }
        }
        return count;
    }

    private static void Clear(string target, bool isNew)
    {
        if (!Directory.Exists(target)) return;
        if (isNew) Directory.Delete(target, recursive: true);
        else foreach (FileSystemInfo entry in new DirectoryInfo(target).EnumerateFileSystemInfos()) Delete(entry);
    }

    private static void Delete(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo folder) folder.Delete(recursive: true);
        else entry.Delete();
    }
}
