using System;
using System.Collections.Generic;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeOfType: what <c>-is</c> says.</summary>
internal sealed class BeOfTypeOperator() : ShouldOperator("BeOfType", "HaveType")
{
    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedType", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        Type expected = TypeArgument.Parse(assertion.Parameter("ExpectedType"));
        object? raw = assertion.Actual is PSObject wrapped ? wrapped.BaseObject : assertion.Actual;
        string not = assertion.Negate ? "not " : string.Empty;
        string message = $"Expected the value to {not}have type {ValueText.OfType(expected)} or any of its subtypes,{assertion.Because} "
            + $"but got {ValueText.Of(assertion.Actual)} with type {ValueText.OfType(raw?.GetType())}.";
        return Verdict.From(assertion.Language.IsTrue(assertion.Actual, "-is", expected), assertion.Negate, message, message);
    }
}
