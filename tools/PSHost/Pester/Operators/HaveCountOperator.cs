using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-HaveCount: how many values came through the pipeline.</summary>
internal sealed class HaveCountOperator() : ShouldOperator("HaveCount")
{
    public override bool TakesWholeInput => true;

    public override IReadOnlyList<(string Name, Type Type)> Parameters => [("ExpectedValue", typeof(object))];

    public override Verdict Judge(Assertion assertion)
    {
        int expected = LanguagePrimitives.ConvertTo<int>(assertion.Expected);
        if (expected < 0) throw new PSArgumentException($"-HaveCount needs a count of 0 or more, not {expected}.");

        PSObject?[] input = (PSObject?[]?)assertion.Actual ?? [];
        string size = string.Create(CultureInfo.InvariantCulture, $"{expected}");
        string wanted = (expected, assertion.Negate) switch
        {
            (0, false) => "an empty collection",
            (0, true) => "a non-empty collection",
            (_, false) => "a collection with size " + size,
            (_, true) => "a collection with size different from " + size,
        };
        string found = input.Length switch
        {
            0 => "an empty collection",
            _ when assertion.Negate => "collection with that size " + ValueText.Of(input),
            int count => string.Create(CultureInfo.InvariantCulture, $"collection with size {count} {ValueText.Of(input)}"),
        };
        string message = $"Expected {wanted},{assertion.Because} but got {found}.";
        return Verdict.From(input.Length == expected, assertion.Negate, message, message);
    }
}
