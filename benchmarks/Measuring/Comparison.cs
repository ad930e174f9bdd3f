using System.Linq;

namespace AppServices.Benchmarks.Measuring;

/// <summary>Ours beside one rival.</summary>
internal sealed record Comparison(Samples Ours, Samples Rival, Target? Target)
{
    /// <summary>The ratio of the medians.</summary>
    public double Ratio => Ours.Median / Rival.Median;

    /// <summary>The smallest ratio of two samples of one round.</summary>
    public double Least => Ours.RatiosTo(Rival).Min();

    /// <summary>The greatest ratio of two samples of one round.</summary>
    public double Greatest => Ours.RatiosTo(Rival).Max();

    /// <summary>Whether the target is met; null without one.</summary>
    public bool? IsMet => Target?.IsMet(Ratio);
}
