using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.AppConfig;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Mongo;
using AppServices.Server.Storage.Sqlite;
using AppServices.Server.Tokens;

namespace AppServices.Server.Hosting;

/// <summary>The folder with everything that a server remembers; only its owner can read it.</summary>
internal sealed record DataFolder(string Path, IDataStore Store, ISigningKeyStore KeyStore, IReadOnlyList<SecretKey> SigningKeys)
{
    /// <summary>The store, and those of data sources that have one of their own.</summary>
    public DataStores Stores { get; init; } = DataStores.Of(Store);

    /// <summary>Whether what the server remembers is not in the folder, so that servers with other folders share it.</summary>
    public bool IsElsewhere => SecretsKey is not null;

    /// <summary>The key of apps' secrets; null where a file of the folder has it.</summary>
    public byte[]? SecretsKey { get; init; }

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

    /// <summary>Whether a server has kept something in a folder.</summary>
    public static bool HasData(string path) => File.Exists(System.IO.Path.Combine(path, Database));

    /// <summary>Refuses a folder in which no server has kept anything.</summary>
    /// <exception cref="ConfigurationException">It is such a one.</exception>
    public static void RequireData(string path)
    {
        if (!HasData(path)) throw ConfigurationException.At(path, $"There is no {Database} in this folder. Give a folder that has one.");
    }

    /// <summary>The folder, with what is kept elsewhere as the operator says.</summary>
    /// <param name="path">The folder, made when there is none.</param>
    /// <param name="database">Where documents are kept.</param>
    /// <param name="checks">Whether all that can be found out beforehand is, so that a server does not fail later.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ConfigurationException">The folder, or a database, cannot be used.</exception>
    public static async Task<DataFolder> OpenAsync(
        string path, DatabaseSettings database, bool checks, CancellationToken cancellationToken)
    {
        DataFolder folder = database.Main is { } main
            ? await OpenAsync(path, main, database.StateDatabase, checks, cancellationToken)
            : Open(path, checks);
        if (database.Sources.Count == 0) return folder;
        var others = new Dictionary<string, IDataStore>(StringComparer.Ordinal);
        foreach ((string name, MongoAddress address) in database.Sources)
            others[name] = await ConnectAsync(address, database.StateDatabase, checks, cancellationToken);
        return folder with { Stores = new DataStores(folder.Store, others) };
    }

    private static async Task<DataFolder> OpenAsync(
        string path, MongoAddress address, string stateDatabase, bool checks, CancellationToken cancellationToken)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            OwnFile.CreateFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CannotBeUsed(path, error);
        }
        MongoStore store = await ConnectAsync(address, stateDatabase, checks, cancellationToken);
        try
        {
            var keys = new SharedSigningKeys(store);
            IReadOnlyList<SecretKey> signing = await keys.ReadAsync(cancellationToken);
            IReadOnlyList<SecretKey> secrets = await StateKeys.Secrets.ReadOrCreateAsync(store, cancellationToken);
            return new DataFolder(path, store, keys, signing) { SecretsKey = secrets[0].Secret };
        }
        catch (Exception error) when (error is StoreUnavailableException or DocumentException)
        {
            throw new ConfigurationException(error.Message);
        }
    }

    private static async Task<MongoStore> ConnectAsync(
        MongoAddress address, string stateDatabase, bool checks, CancellationToken cancellationToken)
    {
        var store = new MongoStore(address, stateDatabase);
        try
        {
            if (checks) await store.RequireUsableAsync(cancellationToken);
            return store;
        }
        catch (Exception error) when (error is StoreUnavailableException or DocumentException)
        {
            await store.DisposeAsync();
            throw new ConfigurationException(error.Message);
        }
    }

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
            IReadOnlyList<SecretKey> signing = KeyFile.Signing.ReadAll(path);
            return new DataFolder(path, SqliteStore.Open(database), new FolderSigningKeys(path), signing);
        }
        catch (DatabaseDamagedException error)
        {
            throw Damaged(path, error);
        }
        catch (DatabaseFormatException error)
        {
            throw ConfigurationException.At(path, $"{error.Message} Start that server, or give another folder with --data.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw CannotBeUsed(path, error);
        }
    }

    /// <summary>What to tell of a folder whose database is damaged.</summary>
    public static ConfigurationException Damaged(string path, Exception error) => ConfigurationException.At(
        System.IO.Path.Combine(path, Database),
        $"The database is damaged: {error.Message} Nothing was changed. Save what can be read with "
            + $"'appservices-server repair --data {path}', or move the folder away and restore a backup with "
            + $"'appservices-server restore BACKUP --data {path}'.");

    /// <summary>What to tell of a folder that cannot be read or written.</summary>
    public static ConfigurationException CannotBeUsed(string path, Exception error) => ConfigurationException.At(
        path,
        $"The data folder cannot be used: {error.Message} Give another one with --data, or make this one and its "
            + "files writable for this account.");
}
