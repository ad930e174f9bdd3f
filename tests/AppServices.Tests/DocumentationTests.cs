using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace AppServices.Tests;

/// <summary>The documents name what the programs have, and each thing once.</summary>
public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData("AppServices.PowerShell", "docs/help/en-US/about_AppServices.help.txt")]
    [InlineData("AppServices.Server", "docs/help/en-US/about_AppServices.help.txt")]
    [InlineData("AppServices.Server", "docs/server.md")]
    public void Variables_of_the_environment_that_a_program_reads_are_named(string project, string document)
    {
        string[] read = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Variable().Matches(File.ReadAllText(file)), (_, match) => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(read);
        string text = File.ReadAllText(Path.Combine(Repository.Root, document));
        Assert.All(read, variable => Assert.Contains(variable, text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_changelog_says_nothing_twice()
    {
        string[] entries = File.ReadAllText(Path.Combine(Repository.Root, "CHANGELOG.md")).Split("\n- ");
        Assert.Empty(entries.GroupBy(entry => entry.Trim()).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [GeneratedRegex("\"(APPSERVICES_[A-Z_]+)\"")]
    private static partial Regex Variable();
}
