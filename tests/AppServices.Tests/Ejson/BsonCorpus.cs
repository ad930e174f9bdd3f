using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace AppServices.Tests.Ejson;

/// <summary>The cases of the official BSON corpus, which lies in the folder shared/bson-corpus beside the checkout.</summary>
internal static class BsonCorpus
{
    /// <summary>Why tests are skipped without it.</summary>
    public const string Absent = "The BSON corpus (shared/bson-corpus beside the checkout) is not there.";

    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "bson-corpus"));

    public static bool IsThere => Directory.Exists(Folder);

    public static IEnumerable<Case> Valid() => Cases("valid").Select(c => new Case(
        $"{c.File}: {Text(c.Json, "description")}",
        Text(c.Json, "canonical_extjson")!,
        Text(c.Json, "relaxed_extjson"),
        Text(c.Json, "degenerate_extjson"),
        Text(c.Json, "converted_extjson"),
        Text(c.Json, "canonical_bson")!,
        c.Json.TryGetProperty("lossy", out JsonElement lossy) && lossy.GetBoolean()));

    /// <summary>Texts that must be refused. Those of the decimal files are the number alone and are put where it belongs.</summary>
    public static IEnumerable<BadCase> Bad() => Cases("parseErrors").Select(c => new BadCase(
        $"{c.File}: {Text(c.Json, "description")}",
        c.File.StartsWith("decimal128", StringComparison.Ordinal)
            ? $"{{\"d\":{{\"$numberDecimal\":{JsonSerializer.Serialize(Text(c.Json, "string"))}}}}}"
            : Text(c.Json, "string")!));

    /// <summary>Bytes that must be refused.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> BadBytes() => Cases("decodeErrors").Select(
        c => ($"{c.File}: {Text(c.Json, "description")}", Convert.FromHexString(Text(c.Json, "bson")!)));

    private static IEnumerable<(string File, JsonElement Json)> Cases(string kind)
    {
        foreach (string file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!document.RootElement.TryGetProperty(kind, out JsonElement cases)) continue;
            foreach (JsonElement json in cases.EnumerateArray()) yield return (Path.GetFileName(file), json.Clone());
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;

    public sealed record Case(
        string Name, string Canonical, string? Relaxed, string? Degenerate, string? Converted, string Bson, bool Lossy);

    public sealed record BadCase(string Name, string Text);
}
