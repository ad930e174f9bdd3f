using System;
using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeGreaterThan and its kin. It fails when the opposite comparison is true, so that values that do not compare pass as in Pester.</summary>
internal sealed class ComparisonOperator(string name, string alias, string opposite, string relation) : ShouldOperator(name, alias)
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        string failing = assertion.Negate ? Negated(opposite) : opposite;
        if (!assertion.Language.IsTrue(assertion.Actual, failing, assertion.Expected)) return Verdict.Holds;
        string not = assertion.Negate ? "not " : string.Empty;
        return new($"Expected the actual value to {not}be {relation} {ValueText.Of(assertion.Expected)},{assertion.Because} but got {ValueText.Of(assertion.Actual)}.");
    }

    private static string Negated(string comparison) => comparison switch
    {
        "-le" => "-gt",
        "-lt" => "-ge",
        "-ge" => "-lt",
        _ => "-le",
    };
}
