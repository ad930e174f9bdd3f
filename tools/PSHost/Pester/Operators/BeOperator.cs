using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-Be and -BeExactly.</summary>
internal sealed class BeOperator(string name, string alias, bool caseSensitive) : ShouldOperator(name, alias)
{
    public override bool TakesWholeInput => true;

    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        bool equal = new ArrayEquality(assertion.Language, caseSensitive).AreEqual(assertion.Actual, assertion.Expected);
        if (equal != assertion.Negate) return Verdict.Holds;
        string expected = ValueText.Of(assertion.Expected);
        if (assertion.Negate)
            return new($"Expected {expected} to be different from the actual value,{assertion.Because} but got {(caseSensitive ? "exactly " : "")}the same value.");

        object? actual = Single(assertion.Actual);
        if (actual is string actualText && Single(assertion.Expected) is string expectedText)
            return new(StringDifference.Describe(expectedText, actualText, caseSensitive, assertion.Because));
        return new($"Expected {(caseSensitive ? "exactly " : "")}{expected},{assertion.Because} but got {ValueText.Of(actual)}.");
    }

    private static object? Single(object? value)
    {
        object? raw = value is PSObject wrapped ? wrapped.BaseObject : value;
        return raw is IList { Count: 1 } list and Array ? Single(list[0]) : raw;
    }
}
