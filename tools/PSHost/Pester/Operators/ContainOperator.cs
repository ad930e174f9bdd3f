using System;
using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-Contain: the input has an element equal to the value.</summary>
internal sealed class ContainOperator() : ShouldOperator("Contain")
{
    public override bool TakesWholeInput => true;

    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        string expected = ValueText.Of(assertion.Expected);
        string actual = ValueText.Of(assertion.Actual);
        return Verdict.From(assertion.Language.IsTrue(assertion.Actual, "-contains", assertion.Expected), assertion.Negate,
            $"Expected {expected} to be found in collection {actual},{assertion.Because} but it was not found.",
            $"Expected {expected} to not be found in collection {actual},{assertion.Because} but it was found.");
    }
}
