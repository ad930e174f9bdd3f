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

    /// <summary>Where the packages of an app are.</summary>
    /// <param name="path">The data folder; null for that of the app.</param>
    /// <param name="clientAppId">The app.</param>
    public static string PackagesOf(string? path, string clientAppId) =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(path ?? DefaultPath(clientAppId), "packages", clientAppId));

    /// <summary>The name of the database's file.</summary>
    public const string Database = "appservices.db";

    /// <param name="path">The folder, made when there is none.</param>
    /// <param name="checks">Whether the whole database is read to find damage.</param>
    /// <exception cref="ConfigurationException">The folder cannot be used.</exception>
    public static DataFolder Open(string path, bool checks = false)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            // The folder may have been there before, open to others; the database is not. SQLite gives its log the same rights.
            OwnFile.CreateFolder(path);
            string database = OwnFile.Create(System.IO.Path.Combine(path, Database));
            if (checks) SqliteStore.Check(database);
            return new DataFolder(path, SqliteStore.Open(database), Tokens.SigningKey.ReadOrCreate(path));
        }
        catch (DatabaseDamagedException error)
        {
            throw ConfigurationException.At(
                System.IO.Path.Combine(path, Database),
                $"The database is damaged: {error.Message} Nothing was changed. Save what can be read with "
                    + $"'appservices-server repair --data {path}', or move the folder away and restore a backup with "
                    + $"'appservices-server restore BACKUP --data {path}'.");
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
}
