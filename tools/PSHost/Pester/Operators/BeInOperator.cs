using System;
using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeIn: the value equals an element of a list.</summary>
internal sealed class BeInOperator() : ShouldOperator("BeIn")
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        string expected = ValueText.Of(assertion.Expected);
        string actual = ValueText.Of(assertion.Actual);
        return Verdict.From(assertion.Language.IsTrue(assertion.Expected, "-contains", assertion.Actual), assertion.Negate,
            $"Expected collection {expected} to contain {actual},{assertion.Because} but it was not found.",
            $"Expected collection {expected} to not contain {actual},{assertion.Because} but it was found.");
    }
}
