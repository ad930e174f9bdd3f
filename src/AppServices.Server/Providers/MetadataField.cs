using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Providers;

/// <summary>A claim that goes into the profile. Source: app-folder 2.4, 2.6.</summary>
/// <param name="Path">The names that lead to the claim.</param>
/// <param name="Name">The name in the profile.</param>
/// <param name="IsRequired">Whether a login without it is refused.</param>
internal sealed partial record MetadataField(IReadOnlyList<string> Path, string Name, bool IsRequired)
{
    private const int MaxNameLength = 64;

    public static IReadOnlyList<MetadataField> ReadAll(ConfigFile entry) => [.. entry.Field("metadata_fields")?.Items().Select(Read) ?? []];

    private static MetadataField Read(ConfigFile field)
    {
        string[] path =
            [.. Dots().Split(field.RequiredText("name")).Select(name => name.Replace("\\.", ".", System.StringComparison.Ordinal))];
        string name = field.Text("field_name") is { Length: > 0 } given ? given : path[^1];
        if (name.Length > MaxNameLength)
            throw field.Wrong($"the name '{name}' is longer than {MaxNameLength} characters; shorten 'field_name'");
        return new MetadataField(path, name, field.Flag("required"));
    }

    [GeneratedRegex(@"(?<!\\)\.")]
    private static partial Regex Dots();
}
