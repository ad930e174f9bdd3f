using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace AppServices.PSHost.Pester.Model;

/// <summary>A Describe or Context, or the file itself as the root of its blocks.</summary>
internal sealed class TestBlock(string keyword, string name, ScriptBlock body) : TestItem(name, body)
{
    private readonly List<TestItem> _children = [];
    private readonly Dictionary<SetupKind, ScriptBlock> _setups = [];

    /// <summary>The command that made it, for the report.</summary>
    public string Keyword { get; } = keyword;

    public bool IsRoot => Parent is null;

    /// <summary>Blocks and tests in the order in which they were written.</summary>
    public IReadOnlyList<TestItem> Children => _children;

    /// <summary>Every test in it, at any depth, in order.</summary>
    public IEnumerable<TestCase> Tests => _children.SelectMany(child => child is TestBlock block ? block.Tests : [(TestCase)child]);

    public void Add(TestItem child)
    {
        child.Parent = this;
        _children.Add(child);
    }

    /// <summary>The code of a kind, or null.</summary>
    public ScriptBlock? Setup(SetupKind kind) => _setups.GetValueOrDefault(kind);

    /// <returns>False if the block has one of this kind already.</returns>
    public bool TryAddSetup(SetupKind kind, ScriptBlock code) => _setups.TryAdd(kind, code);
}
