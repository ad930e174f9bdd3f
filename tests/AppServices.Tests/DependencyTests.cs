using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace AppServices.Tests;

/// <summary>Dependencies point one way: between projects, and between the rooms (the first folders) of each project.</summary>
public sealed partial class DependencyTests
{
    [Theory]
    [InlineData("AppServices.Server", "AppServices.Mql")]
    [InlineData("AppServices.Mql", "")]
    [InlineData("AppServices.Client", "")]
    [InlineData("AppServices.PowerShell", "AppServices.Client")]
    public void A_project_refers_only_to_what_it_is_made_of(string project, string others)
    {
        XDocument file = XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
        string[] references = [.. file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value))];
        Assert.Equal(others.Split(' ', StringSplitOptions.RemoveEmptyEntries), references);
    }

    [Theory]
    [InlineData("AppServices.Server")]
    [InlineData("AppServices.Mql")]
    [InlineData("AppServices.Client")]
    [InlineData("AppServices.PowerShell")]
    public void Rooms_of_a_project_depend_one_way(string project)
    {
        Source[] sources = [.. Sources(Path.Combine(Repository.Root, "src", project))];
        Assert.NotEmpty(sources);
        Assert.Empty(Circles(sources));
    }

    [Theory]
    [InlineData("AppServices.Server", "The server's folders")]
    [InlineData("AppServices.Mql", "The folders of `AppServices.Mql`")]
    public void The_architecture_lists_each_room_after_those_that_it_uses(string project, string table)
    {
        Source[] sources = [.. Sources(Path.Combine(Repository.Root, "src", project)).Where(source => source.Room != ".")];
        Dictionary<string, int> rows = RowsOfRooms(table);
        Assert.Equal(sources.Select(source => source.Room).Distinct().Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(Needs(sources).SelectMany(needs => needs.Where(need => rows[need.Room] > rows[needs.Key])).Select(need => need.File));
    }

    [Fact]
    public void A_circle_is_found()
    {
        Source[] sources =
        [
            new("One", "A.One", ["A.Two"], "One/x.cs"),
            new("Two", "A.Two", ["A.Three"], "Two/y.cs"),
            new("Three", "A.Three", ["A.One.Inner"], "Three/z.cs"),
            new("One", "A.One.Inner", [], "One/Inner/i.cs"),
        ];
        Assert.Contains("One/x.cs", Assert.Single(Circles(sources)), StringComparison.Ordinal);
        Assert.Empty(Circles(sources[1..]));
    }

    // The rooms that a table of docs/architecture.md begins its rows with, and in which row.
    private static Dictionary<string, int> RowsOfRooms(string table)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        int start = text.IndexOf("\n| folder | is |", text.IndexOf(table, StringComparison.Ordinal), StringComparison.Ordinal) + 1;
        return text[start..].Split('\n').TakeWhile(line => line.StartsWith('|'))
            .SelectMany((line, row) => Room().Matches(line.Split('|')[1]).Select(room => (Name: room.Groups[1].Value, Row: row)))
            .ToDictionary(room => room.Name, room => room.Row, StringComparer.Ordinal);
    }

    // Each circle once, as the files that close it.
    private static List<string> Circles(Source[] sources)
    {
        ILookup<string, (string Room, string File)> needs = Needs(sources);
        var circles = new List<string>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (string room in sources.Select(source => source.Room).Distinct().Order(StringComparer.Ordinal)) Visit(room, []);
        return circles;

        void Visit(string room, List<(string Room, string File)> path)
        {
            if (done.Contains(room)) return;
            foreach ((string next, string file) in needs[room].DistinctBy(need => need.Room))
            {
                List<(string Room, string File)> longer = [.. path, (room, file)];
                int start = longer.FindIndex(step => step.Room == next);
                if (start >= 0) circles.Add(string.Join(" -> ", longer.Skip(start).Select(step => $"{step.Room} ({step.File})")) + $" -> {next}");
                else Visit(next, longer);
            }
            done.Add(room);
        }
    }

    // What each room uses of others, and in which file.
    private static ILookup<string, (string Room, string File)> Needs(Source[] sources)
    {
        // A namespace that several rooms share says nothing about the room that is meant.
        Dictionary<string, string> rooms = sources.GroupBy(source => source.Namespace)
            .Where(same => same.Select(source => source.Room).Distinct().Count() == 1)
            .ToDictionary(same => same.Key, same => same.First().Room, StringComparer.Ordinal);
        return sources
            .SelectMany(source => source.Usings.Where(rooms.ContainsKey).Select(name => (From: source.Room, To: rooms[name], source.File)))
            .Where(edge => edge.From != edge.To)
            .ToLookup(edge => edge.From, edge => (edge.To, edge.File));
    }

    private static IEnumerable<Source> Sources(string project)
    {
        foreach (string file in Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] is "bin" or "obj") continue;
            string text = File.ReadAllText(file);
            if (Namespace().Match(text) is not { Success: true } name) continue;
            yield return new Source(
                parts.Length > 1 ? parts[0] : ".",
                name.Groups[1].Value,
                [.. Using().Matches(text).Select(match => match.Groups["name"].Value), .. Alias().Matches(text).Select(match => match.Groups["name"].Value)],
                string.Join('/', parts));
        }
    }

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Room();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?<name>AppServices[\w.]*);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^using \w+ = (?<name>AppServices[\w.]*)\.\w+;", RegexOptions.Multiline)]
    private static partial Regex Alias();

    private sealed record Source(string Room, string Namespace, string[] Usings, string File);
}
