using System;
using System.IO;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace AppServices.Server.StaticHosting;

/// <summary>The files of a site: no hidden ones but <c>.well-known</c>, and none that a link brings in from elsewhere.</summary>
internal sealed class SiteFiles(string folder) : IFileProvider, IDisposable
{
    private readonly PhysicalFileProvider _files = new(folder, ExclusionFilters.None);

    public IFileInfo GetFileInfo(string subpath) => IsOpen(subpath) ? _files.GetFileInfo(subpath) : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) =>
        IsOpen(subpath) ? _files.GetDirectoryContents(subpath) : NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    public void Dispose() => _files.Dispose();

    private bool IsOpen(string subpath)
    {
        string path = folder;
        foreach (string part in subpath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '.' && part != ".well-known") return false;
            path = Path.Combine(path, part);
            var file = new FileInfo(path);
            // A file that does not exist has all attributes.
            if ((int)file.Attributes != -1 && file.Attributes.HasFlag(FileAttributes.ReparsePoint)) return false;
        }
        return true;
    }
}
