using System;
using System.IO;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace AppServices.Server.StaticHosting;

/// <summary>The files of a site: no hidden ones but <c>.well-known</c>, and none that a link brings in from elsewhere.</summary>
internal sealed class SiteFiles(string folder) : IFileProvider, IDisposable
{
    // What systems of files can have; to ask for more is an exception there.
    private const int MaxName = 255;
    private const int MaxPath = 4096;

    private readonly PhysicalFileProvider _files = new(folder, ExclusionFilters.None);

    // A slash at the end is for a folder: the name of a file with one would be found, and not opened.
    public IFileInfo GetFileInfo(string subpath) =>
        !subpath.EndsWith('/') && IsOpen(subpath) ? _files.GetFileInfo(subpath) : new NotFoundFileInfo(subpath);

    public IDirectoryContents GetDirectoryContents(string subpath) =>
        IsOpen(subpath) ? _files.GetDirectoryContents(subpath) : NotFoundDirectoryContents.Singleton;

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    public void Dispose() => _files.Dispose();

    private bool IsOpen(string subpath)
    {
        if (Encoding.UTF8.GetByteCount(folder) + Encoding.UTF8.GetByteCount(subpath) >= MaxPath) return false;
        string path = folder;
        foreach (string part in subpath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part[0] == '.' && part != ".well-known" || Encoding.UTF8.GetByteCount(part) > MaxName) return false;
            path = Path.Combine(path, part);
            var file = new FileInfo(path);
            // A file that does not exist has all attributes.
            if ((int)file.Attributes != -1 && file.Attributes.HasFlag(FileAttributes.ReparsePoint)) return false;
        }
        return true;
    }
}
