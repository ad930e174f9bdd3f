using System;
using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeLike and -BeLikeExactly.</summary>
internal sealed class LikeOperator(string name, string? alias, string comparison, string kind) : ShouldOperator(name, alias)
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        string expected = ValueText.Of(assertion.Expected);
        string actual = ValueText.Of(assertion.Actual);
        return Verdict.From(assertion.Language.IsTrue(assertion.Actual, comparison, assertion.Expected), assertion.Negate,
            $"Expected {kind} {expected} to match {actual},{assertion.Because} but it did not match.",
            $"Expected {kind} {expected} to not match {actual},{assertion.Because} but it did match.");
    }
}
