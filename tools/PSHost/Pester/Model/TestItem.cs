using System.Collections.Generic;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Model;

/// <summary>What a block of tests and a test have in common.</summary>
internal abstract class TestItem(string name, ScriptBlock body)
{
    /// <summary>The name as written, with its <c>&lt;templates&gt;</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The name as shown: templates are replaced once their variables exist.</summary>
    public string DisplayName { get; set; } = name;

    /// <summary>What is between the braces.</summary>
    public ScriptBlock Body { get; } = body;

    public TestBlock? Parent { get; set; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool Skip { get; set; }

    /// <summary>One element of <c>-ForEach</c>, or null when there was no such parameter.</summary>
    public TestData? Data { get; init; }

    /// <summary>Whether the filters let it run.</summary>
    public bool ShouldRun { get; set; } = true;

    /// <summary>Names of the blocks and of the item as written, joined by dots: what a filter is compared with.</summary>
    public string Path => Parent is { IsRoot: false } ? Parent.Path + "." + Name : Name;

    /// <summary>As <see cref="Path"/>, with the names as shown.</summary>
    public string DisplayPath => Parent is { IsRoot: false } ? Parent.DisplayPath + "." + DisplayName : DisplayName;

    /// <summary>How many blocks are around it, the file not counted.</summary>
    public int Depth => Parent is { IsRoot: false } ? Parent.Depth + 1 : 0;

    /// <summary>The item and every block around it, from the inside out.</summary>
    public IEnumerable<TestItem> SelfAndAncestors()
    {
        for (TestItem? item = this; item is not null; item = item.Parent) yield return item;
    }
}
