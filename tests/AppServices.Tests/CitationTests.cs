using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace AppServices.Tests;

/// <summary>What comments cite is there: each section, rule and row of docs/spec that the repository's texts name.</summary>
public sealed partial class CitationTests
{
    private static readonly string[] s_folders = ["src", "tests", "tools", "benchmarks", "samples", "docs"];
    private static readonly string[] s_kinds = [".cs", ".ps1", ".psm1", ".ps1xml", ".md", ".mjs", ".js", ".csproj", ".props"];

    [Fact]
    public void Everything_that_is_cited_exists()
    {
        var specifications = Directory.EnumerateFiles(InSpecification(""), "*.md")
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => new Specification(File.ReadAllText(path)), StringComparer.Ordinal);
        string names = string.Join('|', specifications.Keys.Select(Regex.Escape));
        var citation = new Regex($@"(?<![\w/-])(?<name>{names}) (?<place>{Place}(?:(?:, | and |, and )(?:rows? )?{Place}| rows? \d+)*)", RegexOptions.CultureInvariant);
        int cited = 0;
        var missing = new List<string>();
        foreach (string file in Files())
        {
            // A citation may go on in the next line of a comment.
            string text = Continued().Replace(File.ReadAllText(file), " ");
            foreach (Match match in citation.Matches(text))
            {
                cited++;
                missing.AddRange(specifications[match.Groups["name"].Value].Missing(match.Groups["place"].Value)
                    .Select(place => $"{Path.GetRelativePath(Repository.Root, file)}: {match.Groups["name"].Value} {place}"));
            }
        }
        Assert.Empty(missing);
        Assert.True(cited > 300, $"Only {cited} citations were recognized.");
    }

    [Theory]
    [InlineData("6.5, 8.1", "")]
    [InlineData("6.99", "6.99")]
    [InlineData("16 row 8", "")]
    [InlineData("16, row 99", "row 99 of 16")]
    [InlineData("16 rows 3 and 98", "row 98 of 16")]
    public void What_does_not_exist_is_found(string place, string missing) =>
        Assert.Equal(missing, string.Join(';', new Specification(File.ReadAllText(InSpecification("client-api.md"))).Missing(place)));

    [Theory]
    [InlineData("D3-D5", "")]
    [InlineData("P12, Z9", "Z9")]
    public void Rules_are_found_by_their_ids(string place, string missing) =>
        Assert.Equal(missing, string.Join(';', new Specification(File.ReadAllText(InSpecification("cmdlets.md"))).Missing(place)));

    private const string Place = @"(?:[A-Z]\d+(?:-[A-Z]?\d+)?|\d+(?:\.\d+)*)";

    private static string InSpecification(string file) => Path.Combine(Repository.Root, "docs", "spec", file);

    private static IEnumerable<string> Files() => s_folders
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => s_kinds.Contains(Path.GetExtension(file)))
        .Where(file => !Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
        .Where(file => Path.GetFileName(file) != nameof(CitationTests) + ".cs");

    [GeneratedRegex(@"\r?\n\s*(?://+|#|\*)?\s*")]
    private static partial Regex Continued();

    /// <summary>One of the specifications, by its headings, rules and rows.</summary>
    private sealed partial class Specification(string text)
    {
        private readonly Dictionary<string, string> _sections = Read(text);

        /// <summary>Those of the cited places that do not exist.</summary>
        public IEnumerable<string> Missing(string places)
        {
            string section = "";
            bool isRow = false;
            foreach (Match part in Parts().Matches(places))
            {
                string place = part.Value;
                if (place.StartsWith("row", StringComparison.Ordinal)) isRow = true;
                else if (char.IsAsciiLetter(place[0]))
                {
                    if (!place.Split('-').All(HasRule)) yield return place;
                }
                else if (isRow)
                {
                    if (_sections.TryGetValue(section, out string? body) && !HasRow(body, place)) yield return $"row {place} of {section}";
                }
                else
                {
                    section = place;
                    if (!_sections.ContainsKey(place) && !IsItem(place)) yield return place;
                }
            }
        }

        // 0.3.4 may be the fourth item of the list in 0.3.
        private bool IsItem(string place) =>
            place.LastIndexOf('.') is > 0 and var dot && _sections.TryGetValue(place[..dot], out string? body) && HasRow(body, place[(dot + 1)..]);

        private bool HasRule(string id) => Regex.IsMatch(text, $@"\*\*{id}\b|^\| {id} \|", RegexOptions.Multiline);

        private static bool HasRow(string body, string row) => Regex.IsMatch(body, $@"^(\| {row} \||{row}\. )", RegexOptions.Multiline);

        // A section's text goes to the next heading of the same depth, so that rows of its parts are its own, too.
        private static Dictionary<string, string> Read(string text)
        {
            Match[] headings = Heading().Matches(text).ToArray();
            var sections = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int i = 0; i < headings.Length; i++)
            {
                int end = headings.Skip(i + 1).FirstOrDefault(next => next.Groups["depth"].Length <= headings[i].Groups["depth"].Length)?.Index ?? text.Length;
                sections[headings[i].Groups["number"].Value] = text[headings[i].Index..end];
            }
            return sections;
        }

        [GeneratedRegex(@"^(?<depth>#+) (?<number>\d+(?:\.\d+)*)\.? ", RegexOptions.Multiline)]
        private static partial Regex Heading();

        [GeneratedRegex(@"rows?|[A-Z]\d+(?:-[A-Z]?\d+)?|\d+(?:\.\d+)*")]
        private static partial Regex Parts();
    }
}
