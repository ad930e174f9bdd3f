using System;
using System.Collections.Generic;
using System.Management.Automation;
using AppServices.PSHost.Pester.Model;
using AppServices.PSHost.Pester.Scopes;

namespace AppServices.PSHost.Pester.Discovery;

/// <summary>Collects the blocks and tests that a file declares while it is discovered. The cmdlets reach it through a constant.</summary>
internal sealed class TestRegistry
{
    /// <summary>The name of the constant.</summary>
    public const string VariableName = "PSHostTestRegistry";

    private TestBlock? _current;
    private ScriptScopes? _scopes;
    private Failure? _failure;

    /// <exception cref="InvalidOperationException">The command is used where nothing is being discovered, for instance in an It.</exception>
    public TestBlock Current => _current ?? throw NotDiscovering();

    public static TestRegistry Of(PSCmdlet cmdlet) =>
        cmdlet.SessionState.PSVariable.GetValue(VariableName) is TestRegistry registry
            ? registry
            : throw new InvalidOperationException("This command works only in files run with -Pester.");

    /// <summary>Runs the code of a file, which declares its blocks.</summary>
    /// <returns>The first failure inside, or null.</returns>
    public Failure? Discover(TestBlock root, ScriptScopes scopes)
    {
        _scopes = scopes;
        _failure = null;
        _current = root;
        try
        {
            Failure? failure = scopes.RunInside(root.Body);
            return _failure ?? failure;
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>Adds blocks to the current one and discovers their bodies.</summary>
    /// <returns>The failure that ended it, or null.</returns>
    public Failure? DiscoverBlocks(IEnumerable<TestBlock> blocks)
    {
        TestBlock parent = Current;
        ScriptScopes scopes = _scopes ?? throw NotDiscovering();
        foreach (TestBlock block in blocks)
        {
            parent.Add(block);
            _current = block;
            scopes.InNewScope(() =>
            {
                scopes.SetVariables(block.Data);
                Failure? failure = scopes.RunHere(block.Body);
                _failure ??= failure;
            });
            _current = parent;
            if (_failure is not null) return _failure;
        }
        return null;
    }

    private static InvalidOperationException NotDiscovering() =>
        new("This command declares tests, so it must stand in a Describe, a Context or the file itself, not in code that runs later.");
}
