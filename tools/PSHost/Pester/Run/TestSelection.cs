using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.PSHost.CommandLine;
using AppServices.PSHost.Pester.Model;

namespace AppServices.PSHost.Pester.Run;

/// <summary>Decides by tags and names which tests run and which blocks are skipped as a whole, as Pester does.</summary>
internal sealed class TestSelection(TestOptions options)
{
    private readonly WildcardPattern[] _names = Patterns(options.NameFilters);
    private readonly WildcardPattern[] _tags = Patterns(options.Tags);
    private readonly WildcardPattern[] _excludedTags = Patterns(options.ExcludedTags);

    /// <summary>Marks every item below and including <paramref name="block"/>.</summary>
    public void Apply(TestBlock block)
    {
        foreach (TestItem child in block.Children)
        {
            child.Skip |= block.Skip;
            if (child is TestBlock inner) Apply(inner);
            else child.ShouldRun = Selects(child);
        }
        IEnumerable<TestItem> selected = block.Children.Where(child => child.ShouldRun);
        block.ShouldRun = selected.Any();
        // No setup runs for tests that are all skipped.
        block.Skip |= block.ShouldRun && selected.All(child => child.Skip);
    }

    private bool Selects(TestItem test)
    {
        if (test.SelfAndAncestors().Any(item => AnyMatches(_excludedTags, item.Tags))) return false;
        if (_tags.Length == 0 && _names.Length == 0) return true;
        return test.SelfAndAncestors().Any(item =>
            AnyMatches(_tags, item.Tags) || (item is not TestBlock { IsRoot: true } && AnyMatches(_names, [item.Path])));
    }

    private static bool AnyMatches(WildcardPattern[] patterns, IReadOnlyList<string> texts) =>
        Array.Exists(patterns, pattern => texts.Any(pattern.IsMatch));

    private static WildcardPattern[] Patterns(IReadOnlyList<string> texts) =>
        [.. texts.Select(text => new WildcardPattern(text, WildcardOptions.IgnoreCase))];
}
