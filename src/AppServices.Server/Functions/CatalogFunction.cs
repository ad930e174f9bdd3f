using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;

namespace AppServices.Server.Functions;

/// <summary>A function with its parsed sources.</summary>
/// <param name="Definition">The manifest entry.</param>
/// <param name="Script">The function itself.</param>
/// <param name="RunAs">What names the user it runs as, if that is a script.</param>
/// <param name="CanEvaluate">What must be true for a client to call it.</param>
/// <param name="Problems">What is wrong with that expression.</param>
internal sealed record CatalogFunction(
    FunctionDefinition Definition, FunctionScript Script, FunctionScript? RunAs, Condition CanEvaluate, ExpressionProblems Problems);
