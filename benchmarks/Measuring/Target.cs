using System.Globalization;

namespace AppServices.Benchmarks.Measuring;

/// <summary>A bound for the ratio of ours to a rival's.</summary>
/// <param name="Bound">The ratio.</param>
/// <param name="IsUpper">Whether the ratio has to stay below the bound, as that of a time.</param>
internal sealed record Target(double Bound, bool IsUpper)
{
    public static Target AtLeast(double bound) => new(bound, IsUpper: false);

    public static Target AtMost(double bound) => new(bound, IsUpper: true);

    public bool IsMet(double ratio) => IsUpper ? ratio <= Bound : ratio >= Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsUpper ? "<=" : ">=")} {Bound:0.##}");
}
