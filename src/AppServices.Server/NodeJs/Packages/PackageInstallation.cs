using System;
using System.Collections.Generic;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;

namespace AppServices.Server.NodeJs.Packages;

/// <summary>The packages of an app in the data folder. They are made beside those that are there, and take their place at once.</summary>
/// <param name="folder">The folder.</param>
/// <param name="npm">What installs them.</param>
internal sealed class PackageInstallation(string folder, Npm npm)
{
    /// <summary>Installs what a source says.</summary>
    /// <exception cref="ConfigurationException">It cannot be installed; what was there is still there.</exception>
    public async Task InstallAsync(PackageSource source, CancellationToken cancellationToken)
    {
        string made = folder + ".new";
        try
        {
            Remove(made);
            // Those above it may be what a data folder begins with.
            string all = Path.GetDirectoryName(folder)!;
            OwnFile.CreateFolder(Path.GetDirectoryName(all)!);
            OwnFile.CreateFolder(all);
            OwnFile.CreateFolder(made);
            if (source.Archive is { } archive) Unpack(archive, made);
            else await InstallAsync(source, made, cancellationToken);
            RemoveOutgoingLinks(made);
            string old = folder + ".old";
            Remove(old);
            if (Directory.Exists(folder)) Directory.Move(folder, old);
            Directory.Move(made, folder);
            Remove(old);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw ConfigurationException.At(source.Archive ?? folder, $"The packages cannot be installed: {error.Message}");
        }
        finally
        {
            Remove(made);
        }
    }

    private async Task InstallAsync(PackageSource source, string made, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(made, "package.json"), source.Manifest, cancellationToken);
        if (source.LockFile is { } locked) File.Copy(locked, Path.Combine(made, "package-lock.json"));
        await npm.InstallAsync(made, source.LockFile is not null, cancellationToken);
    }

    // Entries and links that would leave the folder are refused.
    private static void Unpack(string archive, string target)
    {
        using FileStream file = File.OpenRead(archive);
        if (archive.EndsWith(".zip", StringComparison.Ordinal))
        {
            ZipFile.ExtractToDirectory(file, target);
        }
        else if (archive.EndsWith(".tar", StringComparison.Ordinal))
        {
            TarFile.ExtractToDirectory(file, target, overwriteFiles: false);
        }
        else
        {
            using var plain = new GZipStream(file, CompressionMode.Decompress);
            TarFile.ExtractToDirectory(plain, target, overwriteFiles: false);
        }
        if (!Directory.Exists(Path.Combine(target, "node_modules")))
            throw new InvalidDataException("The archive has no folder node_modules.");
    }

    // Node follows them, whatever a worker may read.
    private static void RemoveOutgoingLinks(string target)
    {
        string inside = Path.GetFullPath(target) + Path.DirectorySeparatorChar;
        IEnumerable<FileSystemInfo> links = new DirectoryInfo(target)
            .EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(entry => entry.LinkTarget is not null);
        foreach (FileSystemInfo link in links.ToArray())
        {
            string? final = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            if (final is null || !Path.GetFullPath(final).StartsWith(inside, StringComparison.Ordinal)) link.Delete();
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}
