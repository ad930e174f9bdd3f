using System;
using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-Match and -MatchExactly.</summary>
internal sealed class MatchOperator(string name, string? alias, string comparison, string verb) : ShouldOperator(name, alias)
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("RegularExpression", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        object? pattern = assertion.Parameter("RegularExpression");
        string expected = ValueText.Of(pattern);
        string actual = ValueText.Of(assertion.Actual);
        return Verdict.From(assertion.Language.IsTrue(assertion.Actual, comparison, pattern), assertion.Negate,
            $"Expected regular expression {expected} to {verb} {actual},{assertion.Because} but it did not match.",
            $"Expected regular expression {expected} to not {verb} {actual},{assertion.Because} but it did match.");
    }
}
