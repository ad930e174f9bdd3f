using System;
using System.IO;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Apps;

/// <summary>The values that functions read with <c>context.values.get</c>. Source: app-config.md 1.6.</summary>
internal static class AppValues
{
    public static BsonDocument Read(string folder, TemplateExpansion templates, SecretStore secrets)
    {
        var values = new BsonDocument();
        string valuesFolder = Path.Combine(folder, "values");
        if (!Directory.Exists(valuesFolder)) return values;
        foreach (string path in Directory.EnumerateFiles(valuesFolder, "*.json").Order(StringComparer.Ordinal))
        {
            ConfigFile file = ConfigFile.Read(path, templates);
            ConfigFile value = file.Field("value") ?? throw file.Wrong("the field 'value' is missing");
            values[file.RequiredText("name")] = file.Flag("from_secret")
                ? secrets.Require(value)
                : EjsonValue.Read(value);
        }
        return values;
    }
}
