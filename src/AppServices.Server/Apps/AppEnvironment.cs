using System.IO;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.Apps;

/// <summary>The app's environment and its values. Source: app-config.md 1.5.</summary>
internal sealed record AppEnvironment(string Tag, BsonDocument Values)
{
    public static AppEnvironment Read(string folder, string tag)
    {
        string file = Path.Combine(folder, "environments", (tag.Length == 0 ? "no-environment" : tag) + ".json");
        BsonDocument values = ConfigFile.TryRead(file, TemplateExpansion.None)?.Field("values") is { } field
            ? EjsonValue.Read(field) as BsonDocument ?? throw field.Wrong("an object is expected")
            : [];
        return new AppEnvironment(tag, values);
    }

    /// <summary>The values that may stand in strings of other files.</summary>
    public TemplateExpansion ToTemplates() =>
        new(Values.Where(value => value.Value.IsString || value.Value.IsNumeric || value.Value.IsBoolean)
            .ToDictionary(value => value.Name, value => value.Value.ToString()!));
}
