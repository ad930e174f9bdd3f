using System;
using System.Collections.Generic;
using System.IO;
using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>The values that functions read with <c>context.values.get</c>. Source: app-folder 1.6.</summary>
/// <param name="All">The values by name.</param>
/// <param name="Unreadable">The names of those whose files are broken.</param>
internal sealed record AppValues(BsonDocument All, IReadOnlySet<string> Unreadable)
{
    public static AppValues Read(ConfigFiles files, SecretStore secrets, Warnings warnings)
    {
        var values = new BsonDocument();
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        string folder = Path.Combine(files.Root, "values");
        if (!files.Source.Exists(folder)) return new AppValues(values, unreadable);
        IReadOnlyList<string> paths = [];
        warnings.TryRead(folder, () => paths = files.Source.Files(folder, ".json"));
        foreach (string path in paths)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!warnings.TryRead(path, () => Add(values, files.Read(path), secrets, ref name))) unreadable.Add(name);
        }
        foreach (string name in unreadable) values.Remove(name);
        return new AppValues(values, unreadable);
    }

    private static void Add(BsonDocument values, ConfigFile file, SecretStore secrets, ref string name)
    {
        name = file.RequiredText("name");
        ConfigFile value = file.Field("value") ?? throw file.Wrong("the field 'value' is missing");
        if (values.Contains(name)) throw file.Wrong($"another file has a value '{name}', too; keep one of them");
        values[name] = file.Flag("from_secret") ? secrets.Require(value) : EjsonValue.Read(value);
    }
}
