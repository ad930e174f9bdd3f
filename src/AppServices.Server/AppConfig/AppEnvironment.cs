using System.IO;
using System.Linq;
using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>The app's environment and its values. Source: app-folder 1.5.</summary>
/// <param name="Tag">The environment's name; empty for none.</param>
/// <param name="Values">Its values; none when they cannot be read.</param>
/// <param name="IsReadable">Whether they can.</param>
internal sealed record AppEnvironment(string Tag, BsonDocument Values, bool IsReadable)
{
    public static AppEnvironment Read(ConfigFiles files, string tag, Warnings warnings)
    {
        string file = Path.Combine(files.Root, "environments", (tag.Length == 0 ? "no-environment" : tag) + ".json");
        BsonDocument values = [];
        bool isReadable = warnings.TryRead(file, () => values = ReadValues(files.TryRead(file)));
        return new AppEnvironment(tag, values, isReadable);
    }

    /// <summary>The values that may stand in strings of other files.</summary>
    public TemplateExpansion ToTemplates() =>
        new(Values.Where(value => value.Value.IsString || value.Value.IsNumeric || value.Value.IsBoolean)
            .ToDictionary(value => value.Name, value => value.Value.ToString()!));

    private static BsonDocument ReadValues(ConfigFile? file) => file?.Field("values") is { } field
        ? EjsonValue.Read(field) as BsonDocument ?? throw field.Wrong("an object is expected")
        : [];
}
