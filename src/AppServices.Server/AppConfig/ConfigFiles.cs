using System.IO;

namespace AppServices.Server.AppConfig;

/// <summary>Reads the configuration files of an app.</summary>
/// <param name="Source">The files.</param>
/// <param name="Templates">What replaces templates in strings.</param>
internal sealed record ConfigFiles(IAppFiles Source, TemplateExpansion Templates)
{
    /// <summary>The path of the app.</summary>
    public string Root => Source.Root;

    /// <summary>A path as it is below <see cref="Root"/>, with <c>/</c>, such as <c>functions/sum.js</c>.</summary>
    public string PlaceOf(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Where a value is: its file as above, and its line.</summary>
    public string PlaceOf(ConfigFile value) => $"{PlaceOf(value.Path)}:{value.Line}";

    /// <summary>Reads a file; null when there is none. A folder or a broken link of that name is one that cannot be read.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or is no JSON.</exception>
    public ConfigFile? TryRead(string path) => Source.Exists(path) ? Read(path) : null;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or is no JSON.</exception>
    public ConfigFile Read(string path) => ConfigFile.Read(Source, path, Templates);
}
