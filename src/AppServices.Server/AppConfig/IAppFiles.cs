using System.Collections.Generic;
using System.IO;

namespace AppServices.Server.AppConfig;

/// <summary>
/// The files of an app, in the layout of an export (app-folder 1): a folder, or whatever else keeps them. Every path begins with
/// <see cref="Root"/>; what cannot be read is an <see cref="IOException"/> or <see cref="System.UnauthorizedAccessException"/>.
/// </summary>
internal interface IAppFiles
{
    /// <summary>The path of the app, as messages name it.</summary>
    string Root { get; }

    /// <summary>Whether there is a file or a folder of that name, be it one that cannot be read.</summary>
    bool Exists(string path);

    /// <summary>Whether there is a folder of that name.</summary>
    bool HasFolder(string path);

    /// <summary>The bytes of a file.</summary>
    byte[] Read(string path);

    /// <summary>The files of a folder, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">How their names end, such as <c>.json</c>.</param>
    /// <param name="below">Whether those of the folders in it are meant, too.</param>
    IReadOnlyList<string> Files(string folder, string extension, bool below = false);

    /// <summary>The folders of a folder, in the order of their names.</summary>
    IReadOnlyList<string> Folders(string folder);
}
