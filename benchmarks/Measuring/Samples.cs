using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Measuring;

/// <summary>What one side of a row reached, round by round.</summary>
internal sealed class Samples(Subject subject)
{
    private readonly List<double> _values = [];

    public string Name => subject.Name;

    public IReadOnlyList<double> Values => _values;

    public double Median => MedianOf(_values);

    public async Task MeasureAsync() => _values.Add(await subject.MeasureAsync());

    /// <summary>The ratios to another side's samples of the same rounds.</summary>
    public IEnumerable<double> RatiosTo(Samples other) => _values.Zip(other._values, (mine, its) => mine / its);

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
