using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeTrue and -BeFalse: what an <c>if</c> would take the value for.</summary>
internal sealed class TruthOperator(string name, bool wanted) : ShouldOperator(name)
{
    public override Verdict Judge(Assertion assertion)
    {
        bool expected = wanted != assertion.Negate;
        return LanguagePrimitives.IsTrue(assertion.Actual) == expected
            ? Verdict.Holds
            : new Verdict($"Expected {ValueText.Of(expected)},{assertion.Because} but got {ValueText.Of(assertion.Actual)}.");
    }
}
