using System;
using System.Collections.Generic;

namespace AppServices.PSHost.Pester.Assertions;

/// <summary>An operator of Should, such as -Be.</summary>
/// <param name="name">The name of its switch.</param>
/// <param name="alias">A shorter name, or null.</param>
internal abstract class ShouldOperator(string name, string? alias = null)
{
    public string Name => name;

    public string? Alias => alias;

    /// <summary>Whether it judges everything that came through the pipeline at once; otherwise each value.</summary>
    public virtual bool TakesWholeInput => false;

    /// <summary>Its parameters between -Not and -Because, in their positions.</summary>
    public virtual IReadOnlyList<(string Name, Type Type)> Parameters => [];

    public abstract Verdict Judge(Assertion assertion);
}
