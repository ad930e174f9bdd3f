using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Storage;

namespace AppServices.Server.Admin.Definitions;

/// <summary>What a data folder has of apps, when a server starts. Source: admin-api 2.2, 2.3.</summary>
/// <param name="options">Where the data folder is.</param>
/// <param name="store">Its store.</param>
/// <param name="reader">Reads apps.</param>
internal sealed class StoredApps(AdminOptions options, IDataStore store, AppReader reader)
{
    private readonly AppRecords _records = new(store);
    private readonly SnapshotFolders _snapshots = SnapshotFolders.Of(options, store);
    private readonly AppSecrets _secrets = new(store, options);

    /// <summary>The apps of folders, with what was on its way into them and with their secrets, and those that the API made.</summary>
    /// <param name="folders">The apps of folders, as they were read.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ConfigurationException">Two apps have the same id.</exception>
    public async Task<IReadOnlyList<AppDefinition>> ReadAsync(IReadOnlyList<AppDefinition> folders, CancellationToken cancellationToken)
    {
        IReadOnlyList<AppRecord> made = await _records.ListAsync(cancellationToken);
        if (folders.FirstOrDefault(folder => made.Any(app => app.ClientAppId == folder.ClientAppId)) is { } twice)
        {
            throw ConfigurationException.At(
                twice.Root, $"The data folder {options.DataFolder} has an app '{twice.ClientAppId}', too. Give another one with --data.");
        }
        if (folders.FirstOrDefault(folder => made.Any(app => app.Id == folder.Description.Id)) is { } copy)
        {
            throw ConfigurationException.At(
                copy.Root,
                $"An app of the data folder {options.DataFolder} has the internal id '{copy.Description.Id}', too, by which operators "
                    + "change an app: take the file with 'app_id' out of .mdb of this folder.");
        }
        HashSet<string> changed = await FinishMirrorsAsync(cancellationToken);
        var apps = new List<AppDefinition>();
        foreach (AppDefinition folder in folders)
        {
            if (options is { Shares: true, IsWritable: true }) await NoteDeployedAsync(folder.Description.Id, cancellationToken);
            apps.Add(await CompleteAsync(folder, changed, cancellationToken));
        }
        foreach (AppRecord app in made)
        {
            await _snapshots.CleanAsync(app.Id, await _records.NamedSnapshotsAsync(app.Id, cancellationToken));
            SecretStore secrets = await _secrets.OfAsync(app.ClientAppId, cancellationToken);
            try
            {
                apps.Add(reader.Read(await _snapshots.OpenAsync(app.Id, app.Snapshot, cancellationToken), null, secrets));
            }
            catch (Exception error) when (error is ConfigurationException or IOException or UnauthorizedAccessException)
            {
                // One that cannot be read takes no other down; who looks after changes logs it.
            }
        }
        return apps;
    }

    /// <summary>An app that the API made, as it is served; null for none.</summary>
    public async Task<AppDefinition?> FindAsync(string clientAppId, CancellationToken cancellationToken) =>
        (await _records.ListAsync(cancellationToken)).FirstOrDefault(app => app.ClientAppId == clientAppId) is { } made
            ? reader.Read(
                await _snapshots.OpenAsync(made.Id, made.Snapshot, cancellationToken), null,
                await _secrets.OfAsync(clientAppId, cancellationToken))
            : null;

    // What is deployed from now on is brought into the folder, and what was before is not, as it may be older than the folder.
    private async Task NoteDeployedAsync(string appId, CancellationToken cancellationToken)
    {
        if (_snapshots.DeployedTo(appId) is not null) return;
        _snapshots.SetDeployed(appId, await _records.NewestAsync(appId, cancellationToken) is { } newest ? newest.Id : "");
    }

    // A server that ended in the middle of a change of a folder leaves it to the next one.
    private async Task<HashSet<string>> FinishMirrorsAsync(CancellationToken cancellationToken)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (MirrorRecord mirror in await _records.ListMirrorsAsync(cancellationToken))
        {
            await _snapshots.MirrorAsync(mirror);
            await _records.WriteAsync([AppRecords.Ending(mirror)], cancellationToken);
            changed.Add(mirror.Folder);
        }
        return changed;
    }

    private async Task<AppDefinition> CompleteAsync(AppDefinition folder, HashSet<string> changed, CancellationToken cancellationToken) =>
        changed.Contains(folder.Root) || (await _secrets.ListAsync(folder.ClientAppId, cancellationToken)).Count > 0
            ? reader.Read(new FolderFiles(folder.Root), options.AppId, await _secrets.OfAsync(folder.ClientAppId, cancellationToken))
            : folder;
}
