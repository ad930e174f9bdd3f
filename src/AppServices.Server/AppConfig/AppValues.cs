using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>The values that functions read with <c>context.values.get</c>. Source: app-folder 1.6.</summary>
/// <param name="All">The values by name.</param>
/// <param name="Items">Those, and those that nobody can have, because their files are broken or their secrets missing.</param>
internal sealed record AppValues(BsonDocument All, IReadOnlyList<AppItem> Items)
{
    private const string MissingSecret = "its secret is missing; the server's log says which";
    private const string BrokenFile = "its file is broken; the server's log says where";

    /// <summary>Why values cannot be had, by name.</summary>
    public IReadOnlyDictionary<string, string> Unreadable => Items.Where(item => !item.Works)
        .ToDictionary(item => item.Name, item => item.Problem is null ? MissingSecret : BrokenFile);

    public static AppValues Read(ConfigFiles files, SecretStore secrets, Warnings warnings)
    {
        var values = new BsonDocument();
        var items = new Dictionary<string, AppItem>(StringComparer.Ordinal);
        string folder = Path.Combine(files.Root, "values");
        IReadOnlyList<string> paths = [];
        if (files.Source.Exists(folder)) warnings.TryRead(folder, () => paths = files.Source.Files(folder, ".json"));
        foreach (string path in paths)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            bool isRead = warnings.TryRead(
                path, () => Add(values, files.Read(path), secrets, ref name), out ConfigurationException? problem);
            var item = new AppItem(AppItemKind.Value, name, files.PlaceOf(path));
            if (isRead) items.TryAdd(name, item);
            else items[name] = item.Closed(problem!, files);
        }
        foreach (AppItem item in items.Values.Where(item => !item.Works)) values.Remove(item.Name);
        return new AppValues(values, [.. items.Values]);
    }

    private static void Add(BsonDocument values, ConfigFile file, SecretStore secrets, ref string name)
    {
        name = file.RequiredText("name");
        ConfigFile value = file.Field("value") ?? throw file.Wrong("the field 'value' is missing");
        if (values.Contains(name)) throw file.Wrong($"another file has a value '{name}', too; keep one of them");
        values[name] = file.Flag("from_secret") ? secrets.Require(value) : EjsonValue.Read(value);
    }
}
