using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;

namespace AppServices.Server.Admin.Definitions;

/// <summary>One file of a set: its content, or the file of this machine that has it.</summary>
internal sealed record AppFile(byte[]? Content, string? Source)
{
    public byte[] Read() => Content ?? File.ReadAllBytes(Source!);
}

/// <summary>
/// The files of an app while they are looked at or changed: those of a folder, and in memory what is different. Paths are below the
/// app, with <c>/</c>. Source: admin-api 2.2.
/// </summary>
internal sealed class AppFileSet : IAppFiles
{
    // What an import or a client makes of a definition is bounded, whatever it says.
    public const int MaxFiles = 20_000;

    private const int MaxPath = 400;

    // Bytes, which systems of files count.
    private const int MaxName = 255;

    private static readonly JsonSerializerOptions s_written = new()
    {
        WriteIndented = true,
        IndentSize = 4,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SortedDictionary<string, AppFile> _files;

    public AppFileSet(string root)
        : this(root, new SortedDictionary<string, AppFile>(StringComparer.Ordinal))
    {
    }

    private AppFileSet(string root, SortedDictionary<string, AppFile> files) => (Root, _files) = (root, files);

    /// <inheritdoc/>
    public string Root { get; }

    /// <summary>All paths, in order.</summary>
    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>The files of this machine that it has.</summary>
    public IEnumerable<string> Sources => _files.Values.Select(file => file.Source).OfType<string>();

    /// <summary>
    /// The files of an app in a folder; what else is there is nobody's business. Packages are none of it, nor are folders elsewhere.
    /// </summary>
    public static AppFileSet OfFolder(string folder)
    {
        var files = new AppFileSet(folder);
        files.AddFolder(folder, "");
        return files;
    }

    /// <summary>The same files at another place, to be changed there.</summary>
    public AppFileSet At(string root) => new(root, new SortedDictionary<string, AppFile>(_files, StringComparer.Ordinal));

    /// <summary>The file at a path; null for none.</summary>
    public AppFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>The paths below a folder.</summary>
    public IReadOnlyList<string> Below(string folder) =>
        [.. _files.Keys.Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))];

    /// <summary>The text of a file; null for none.</summary>
    public string? Text(string path) => Find(path) is { } file ? Encoding.UTF8.GetString(file.Read()) : null;

    /// <summary>The JSON of a file; null for none.</summary>
    /// <exception cref="ApiException">It is no JSON.</exception>
    public JsonNode? Json(string path)
    {
        if (Find(path) is not { } file) return null;
        try
        {
            return AdminJson.Parse(file.Read());
        }
        catch (JsonException error)
        {
            throw ApiException.BadRequest(ConfigurationException.At(path, error).Message);
        }
    }

    /// <summary>The JSON object of a file; null for none.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public JsonObject? Object(string path) => Json(path) switch
    {
        null => null,
        JsonObject value => value,
        _ => throw ApiException.BadRequest($"{path}: an object is expected."),
    };

    /// <summary>The JSON array of a file; empty for none, and for null.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public JsonArray Array(string path) => Json(path) switch
    {
        null => [],
        JsonArray value => value,
        _ => throw ApiException.BadRequest($"{path}: an array is expected."),
    };

    /// <summary>Writes a file.</summary>
    /// <exception cref="ApiException">No file can have that path.</exception>
    public void Write(string path, byte[] content) => Put(path, new AppFile(content, null));

    /// <summary>Writes a text.</summary>
    /// <exception cref="ApiException">No file can have that path.</exception>
    public void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes JSON as exports have it: indented by four, with a new line at its end.</summary>
    /// <exception cref="ApiException">No file can have that path.</exception>
    public void Write(string path, JsonNode value) => Write(path, value.ToJsonString(s_written) + "\n");

    /// <summary>Puts a file at a path.</summary>
    /// <exception cref="ApiException">No file can have that path, or there are too many.</exception>
    public void Put(string path, AppFile file)
    {
        if (!IsPath(path)) throw ApiException.BadRequest($"'{path}' is no path of a file");
        if (_files.Count >= MaxFiles && !_files.ContainsKey(path)) throw ApiException.BadRequest($"an app has {MaxFiles} files at most");
        _files[path] = file;
    }

    /// <summary>Refuses what no folder can have: files below a file.</summary>
    /// <exception cref="ApiException">There are some.</exception>
    public void RequireFolders()
    {
        foreach (string path in _files.Keys)
            for (int end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
                if (_files.ContainsKey(path[..end])) throw ApiException.BadRequest($"'{path}' cannot be there: '{path[..end]}' is a file");
    }

    public void Delete(string path) => _files.Remove(path);

    public void DeleteBelow(string folder)
    {
        foreach (string path in Below(folder)) _files.Remove(path);
    }

    /// <summary>Whether the files at a path are the same here and there; JSON is, whatever its form.</summary>
    public bool IsSame(AppFileSet other, string path)
    {
        (AppFile? here, AppFile? there) = (Find(path), other.Find(path));
        if (here is null || there is null) return here == there;
        if (here.Source is not null && here.Source == there.Source) return true;
        (byte[] content, byte[] known) = (here.Read(), there.Read());
        return content.AsSpan().SequenceEqual(known)
            || (path.EndsWith(".json", StringComparison.Ordinal) && IsSameJson(content, known));
    }

    /// <summary>The paths at which two sets differ.</summary>
    public IReadOnlyList<string> Differences(AppFileSet before) =>
        [.. _files.Keys.Union(before._files.Keys).Order(StringComparer.Ordinal).Where(path => !IsSame(before, path))];

    /// <inheritdoc/>
    public bool Exists(string path) => _files.ContainsKey(Relative(path)) || HasFolder(path);

    /// <inheritdoc/>
    public bool HasFolder(string path) => Relative(path) is var folder && (folder.Length == 0 || Below(folder).Count > 0);

    /// <inheritdoc/>
    public byte[] Read(string path) =>
        Find(Relative(path))?.Read() ?? throw new FileNotFoundException($"Could not find file '{path}'.", path);

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string folder, string extension, bool below = false)
    {
        int start = Start(folder);
        return [.. Inside(folder).Where(path => path.EndsWith(extension, StringComparison.Ordinal)
            && (below || path.IndexOf('/', start) < 0)).Select(Full)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Folders(string folder)
    {
        int start = Start(folder);
        return [.. Inside(folder).Where(path => path.IndexOf('/', start) >= 0).Select(path => path[..path.IndexOf('/', start)])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(Full)];
    }

    private static bool IsPath(string path) => path.Length is > 0 and <= MaxPath && path.Split('/').All(IsName);

    private static bool IsName(string name) => name.Length > 0 && name is not ("." or "..")
        && Encoding.UTF8.GetByteCount(name) <= MaxName
        && !name.Any(letter => char.IsControl(letter) || letter is '\\' or ':' || char.IsSurrogate(letter));

    private static bool IsSameJson(byte[] one, byte[] other)
    {
        try
        {
            return JsonNode.DeepEquals(AdminJson.Parse(one), AdminJson.Parse(other));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void AddFolder(string folder, string prefix)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            string path = prefix + entry.Name;
            if (entry is FileInfo && AppLayout.IsOfApp(path)) _files[path] = new AppFile(null, entry.FullName);
            else if (entry is DirectoryInfo && entry.LinkTarget is null && AppLayout.IsOfApp(path + "/"))
                AddFolder(entry.FullName, path + "/");
        }
    }

    private IReadOnlyCollection<string> Inside(string folder) => Relative(folder) is { Length: > 0 } path ? Below(path) : _files.Keys;

    private int Start(string folder) => Relative(folder) is { Length: > 0 } path ? path.Length + 1 : 0;

    private string Full(string path) => Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/') is var below && below == "." ? "" : below;
}
