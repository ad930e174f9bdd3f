using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Takes the mapped claims into the profile, and no others. Source: app-folder 2.4.</summary>
internal static class ProfileFields
{
    private const int MaxValueLength = 4096;

    /// <exception cref="BadTokenException">A required claim is missing, or one is too long.</exception>
    public static BsonDocument Read(JsonElement claims, IReadOnlyList<MetadataField> fields)
    {
        var data = new BsonDocument();
        foreach (MetadataField field in fields)
        {
            if (Find(claims, field.Path) is { } claim) data[field.Name] = Value(claim, field);
            else if (field.IsRequired) throw new BadTokenException($"the required claim '{string.Join('.', field.Path)}' is missing");
        }
        return data;
    }

    /// <summary>The claim at the end of a path; null when there is none.</summary>
    public static JsonElement? Find(JsonElement claims, IReadOnlyList<string> path)
    {
        JsonElement found = claims;
        foreach (string name in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(name, out found)) return null;
        }
        return found.ValueKind == JsonValueKind.Null ? null : found;
    }

    private static BsonValue Value(JsonElement claim, MetadataField field)
    {
        string text = claim.ValueKind == JsonValueKind.String ? claim.GetString()! : claim.GetRawText();
        if (text.Length > MaxValueLength)
            throw new BadTokenException($"the claim '{string.Join('.', field.Path)}' is longer than {MaxValueLength} characters");
        if (claim.ValueKind == JsonValueKind.String) return text;
        try
        {
            return EjsonReader.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (EjsonFormatException error)
        {
            throw new BadTokenException($"the claim '{string.Join('.', field.Path)}' is no Extended JSON: {error.Message}");
        }
    }
}
