using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using AppServices.Server.Storage;
using AppServices.Server.Storage.Sqlite;

namespace AppServices.Server.Commands;

/// <summary><c>migrate --from DATA_FOLDER --to URI</c>, and back: everything that a server remembers, into another kind of store.</summary>
internal static class MigrateCommand
{
    private static readonly Option<string> s_from =
        new("--from") { HelpName = "PLACE", Description = "A data folder, or the connection string of a MongoDB.", Required = true };
    private static readonly Option<string> s_to =
        new("--to") { HelpName = "PLACE", Description = "The other of both; empty, or what an earlier attempt has left.", Required = true };
    private static readonly Option<string?> s_source =
        new("--source")
        {
            HelpName = "APP/NAME",
            Description = "Data source that gets the databases of a MongoDB, such as shop-qwert/mongodb-atlas; where to is a data folder.",
        };
    private static readonly Option<string[]> s_databases =
        new("--database")
        {
            HelpName = "NAME",
            Description = "A database of the MongoDB to copy from; may be given several times; all of them by default.",
        };

    public static Command Create()
    {
        var command = new Command("migrate", "Copies all data from a data folder into a MongoDB, or back. No server may run on either.")
        {
            s_from, s_to, DatabaseOptions.State, DatabaseOptions.Prefix, s_source, s_databases,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string from = parsed.GetRequiredValue(s_from), to = parsed.GetRequiredValue(s_to);
            if (IsUri(from) == IsUri(to))
            {
                throw new ConfigurationException(
                    "migrate: One of --from and --to is a data folder, the other a connection string (mongodb://...).");
            }
            try
            {
                await (IsUri(to) ? UpAsync(parsed, from, cancellationToken) : DownAsync(parsed, to, cancellationToken));
            }
            catch (Exception error) when (error is StoreUnavailableException or DocumentException or DuplicateKeyException
                or FormatException or IOException)
            {
                throw new ConfigurationException($"migrate: {error.Message} Begin again to go on.");
            }
            return 0;
        });
        return command;
    }

    private static bool IsUri(string place) =>
        place.StartsWith("mongodb://", StringComparison.Ordinal) || place.StartsWith("mongodb+srv://", StringComparison.Ordinal);

    private static async Task UpAsync(ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        DataFolder.RequireData(folder);
        using ServerPresence presence = RequireQuiet(folder);
        DataFolder source = DataFolder.Open(folder, checks: true);
        await using IDataStore from = source.Store;
        await using DataStores to = await ConnectAsync(parsed, folder, s_to, cancellationToken);
        IReadOnlyList<CollectionName> data = await ((SqliteStore)from).ListAllAsync(cancellationToken);
        if (data.GroupBy(name => name.ToString(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ConfigurationException(
                $"migrate: {twice.Key} is in the data sources {string.Join(" and ", twice.Select(name => name.Source))}, which would "
                    + "share it in a MongoDB. Rename one of them first.");
        }
        await new DataMigration(from, to.Main, parsed.InvocationConfiguration.Output).RunAsync(
            Path.GetFullPath(folder), [.. data.Select(name => (name, name))], cancellationToken);
        await new SnapshotFolders(folder, null).ShareAllAsync(new SharedSnapshots(to.Main), cancellationToken);
        await StateKeys.Signing.SetAsync(to.Main, source.SigningKeys, cancellationToken);
        await StateKeys.Secrets.SetAsync(to.Main, KeyFile.Secrets.ReadAll(folder), cancellationToken);
    }

    private static async Task DownAsync(ParseResult parsed, string folder, CancellationToken cancellationToken)
    {
        await using DataStores from = await ConnectAsync(parsed, folder, s_from, cancellationToken);
        string? source = parsed.GetValue(s_source);
        string[] databases = parsed.GetValue(s_databases) ?? [];
        CollectionName[] data =
        [
            .. (await from.Main.ListCollectionsAsync(source ?? "any", cancellationToken))
                .Where(name => databases.Length == 0 || databases.Contains(name.Database)),
        ];
        if (source is null && data.Length > 0)
        {
            throw new ConfigurationException(
                "migrate: Say with --source APP/NAME which data source gets the documents, such as shop-qwert/mongodb-atlas.");
        }
        OwnFile.CreateFolder(folder);
        var snapshots = new SnapshotFolders(folder, new SharedSnapshots(from.Main));
        await foreach ((string appId, string snapshot) in SharedSnapshots.ListAsync(from.Main, cancellationToken))
            await snapshots.OpenAsync(appId, snapshot, cancellationToken);
        IReadOnlyList<SecretKey> signing = await StateKeys.Signing.ReadOrCreateAsync(from.Main, cancellationToken);
        await KeyFile.Signing.WriteAsync(folder, signing, cancellationToken);
        IReadOnlyList<SecretKey> secrets = await StateKeys.Secrets.ReadOrCreateAsync(from.Main, cancellationToken);
        await KeyFile.Secrets.WriteAsync(folder, secrets, cancellationToken);
        using ServerPresence presence = RequireQuiet(folder);
        await using IDataStore to = DataFolder.Open(folder).Store;
        await new DataMigration(from.Main, to, parsed.InvocationConfiguration.Output).RunAsync(
            $"the MongoDB database {parsed.GetValue(DatabaseOptions.State) ?? Storage.Mongo.MongoStore.DefaultStateDatabase}",
            [.. data.Select(name => (name, name))], cancellationToken);
    }

    private static async Task<DataStores> ConnectAsync(
        ParseResult parsed, string folder, Option<string> place, CancellationToken cancellationToken)
    {
        DatabaseSettings settings = new DatabaseSettings().With(
            parsed.GetRequiredValue(place), parsed.GetValue(DatabaseOptions.State), parsed.GetValue(DatabaseOptions.Prefix), place.Name);
        return (await DataFolder.OpenAsync(folder, settings, checks: true, cancellationToken)).Stores;
    }

    private static ServerPresence RequireQuiet(string folder)
    {
        var presence = new ServerPresence(folder);
        if (!presence.ForgetOthers()) return presence;
        presence.Dispose();
        throw ConfigurationException.At(folder, "A server runs on this folder. Stop it first.");
    }
}
