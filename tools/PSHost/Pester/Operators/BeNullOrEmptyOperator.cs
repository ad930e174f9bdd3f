using System.Collections;
using System.Management.Automation;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>-BeNullOrEmpty: nothing, null, an empty text or an empty dictionary.</summary>
internal sealed class BeNullOrEmptyOperator() : ShouldOperator("BeNullOrEmpty")
{
    public override bool TakesWholeInput => true;

    public override Verdict Judge(Assertion assertion)
    {
        PSObject?[] input = (PSObject?[]?)assertion.Actual ?? [];
        bool empty = input.Length == 0 || (input.Length == 1 && IsEmpty(input[0]));
        object? shown = input.Length == 1 ? input[0] : input;
        return Verdict.From(empty, assertion.Negate,
            $"Expected $null or empty,{assertion.Because} but got {ValueText.Of(shown)}.",
            $"Expected a value,{assertion.Because} but got $null or empty.");
    }

    private static bool IsEmpty(PSObject? value) => value?.BaseObject switch
    {
        null => true,
        Hashtable table => table.Count == 0,
        _ => LanguagePrimitives.ConvertTo<string>(value).Length == 0,
    };
}
