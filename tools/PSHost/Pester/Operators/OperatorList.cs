using System.Collections.Generic;
using AppServices.PSHost.Pester.Assertions;

namespace AppServices.PSHost.Pester.Operators;

/// <summary>Every operator that Should knows. PowerShell allows 32 parameter sets.</summary>
internal static class OperatorList
{
    public static IReadOnlyList<ShouldOperator> All { get; } =
    [
        new BeOperator("Be", "EQ", caseSensitive: false),
        new BeOperator("BeExactly", "CEQ", caseSensitive: true),
        new BeNullOrEmptyOperator(),
        new TruthOperator("BeTrue", wanted: true),
        new TruthOperator("BeFalse", wanted: false),
        new ComparisonOperator("BeGreaterThan", "GT", "-le", "greater than"),
        new ComparisonOperator("BeGreaterOrEqual", "GE", "-lt", "greater than or equal to"),
        new ComparisonOperator("BeLessThan", "LT", "-ge", "less than"),
        new ComparisonOperator("BeLessOrEqual", "LE", "-gt", "less than or equal to"),
        new LikeOperator("BeLike", null, "-like", "like wildcard"),
        new LikeOperator("BeLikeExactly", null, "-clike", "case sensitive like wildcard"),
        new MatchOperator("Match", null, "-match", "match"),
        new MatchOperator("MatchExactly", "CMATCH", "-cmatch", "case sensitively match"),
        new ContainOperator(),
        new BeInOperator(),
        new HaveCountOperator(),
        new BeOfTypeOperator(),
        new ThrowOperator(),
        new ExistOperator(),
        new FileContentMatchOperator("FileContentMatch", "-match"),
        new FileContentMatchOperator("FileContentMatchExactly", "-cmatch"),
        new HaveParameterOperator(),
    ];
}
