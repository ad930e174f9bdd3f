using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace AppServices.Server.AppConfig;

/// <summary>Replaces <c>%(%%environment.values.NAME)</c> in configuration strings. Source: app-folder 1.14.</summary>
internal sealed partial class TemplateExpansion(IReadOnlyDictionary<string, string> values)
{
    public static TemplateExpansion None { get; } = new(new Dictionary<string, string>());

    /// <summary>The text with every known name replaced; an unknown one stays, so that the error that follows shows it.</summary>
    public string Expand(string text) =>
        text.Contains("%(", System.StringComparison.Ordinal)
            ? Template().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out string? value) ? value : match.Value)
            : text;

    /// <summary>The value with every string in it expanded. Names of fields stay.</summary>
    public BsonValue Expand(BsonValue value) => value switch
    {
        BsonString text => Expand(text.Value),
        BsonArray array => new BsonArray(array.Select(Expand)),
        BsonDocument document => new BsonDocument(document.Select(field => new BsonElement(field.Name, Expand(field.Value)))),
        _ => value,
    };

    [GeneratedRegex(@"%\(%%environment\.values\.([A-Za-z0-9_-]+)\)")]
    private static partial Regex Template();
}
