using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Functions;

/// <summary>A function with its parsed sources.</summary>
/// <param name="Definition">The manifest entry.</param>
/// <param name="Script">The function itself; null when it cannot run.</param>
/// <param name="RunAs">What names the user it runs as, if that is a script.</param>
/// <param name="Problem">Why it cannot run, with the place below the app's folder; null when it can.</param>
/// <param name="CanEvaluate">What must be true for a client to call it.</param>
/// <param name="Problems">What is wrong with that expression.</param>
internal sealed record CatalogFunction(
    FunctionDefinition Definition, FunctionScript? Script, FunctionScript? RunAs, string? Problem, Condition CanEvaluate,
    ExpressionProblems Problems)
{
    /// <summary>What its source names as a text; the imports alone, where it is no script because of them.</summary>
    public IReadOnlyList<SourceMention> Mentions =>
        Script is not null ? [.. Script.Mentions, .. RunAs?.Mentions ?? []] : SourceMention.OfModule(Definition.Source);

    /// <summary>Whether it asks for packages, or for modules of Node.js.</summary>
    public bool UsesPackages => Mentions.Any(mention => mention.Kind == MentionKind.Package);

    /// <summary>Whether it can run; otherwise <see cref="Problem"/> says why not.</summary>
    [MemberNotNullWhen(true, nameof(Script))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool CanRun => Script is not null;
}
