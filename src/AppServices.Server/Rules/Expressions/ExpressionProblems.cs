using System.Collections.Generic;

namespace AppServices.Server.Rules.Expressions;

/// <summary>What is wrong with an expression, sentences without their full stops.</summary>
internal sealed class ExpressionProblems
{
    /// <summary>What makes it undecidable, so that it stays closed.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>What is probably not meant.</summary>
    public List<string> Warnings { get; } = [];
}
