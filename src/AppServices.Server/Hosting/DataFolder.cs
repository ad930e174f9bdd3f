using System;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Hosting;

/// <summary>The folder with everything that a server remembers; only its owner can read it.</summary>
internal sealed record DataFolder(string Path, IDataStore Store, SymmetricSecurityKey SigningKey)
{
    /// <summary>Where data are kept when nobody says: a folder of the account, one for each app.</summary>
    public static string DefaultPath(string clientAppId) => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "appservices-server",
        clientAppId);

    /// <exception cref="ConfigurationException">The folder cannot be used.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Create(path);
            return new DataFolder(path, SqliteStore.Open(OwnFile(path, "appservices.db")), Tokens.SigningKey.ReadOrCreate(path));
        }
        catch (DatabaseFormatException error)
        {
            throw ConfigurationException.At(path, $"{error.Message} Start that server, or give another folder with --data.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw ConfigurationException.At(
                path, $"The data folder cannot be used: {error.Message} Give another one with --data, or make this one writable.");
        }
    }

    // The folder may have been there before, open to others; the database is not. SQLite gives its log the same rights.
    private static string OwnFile(string folder, string name)
    {
        string path = System.IO.Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
        return path;
    }

    private static void Create(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
