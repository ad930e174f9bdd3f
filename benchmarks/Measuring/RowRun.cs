using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Measuring;

/// <summary>The measurement of one row.</summary>
internal sealed class RowRun
{
    private readonly List<Samples> _sides;

    public RowRun(Row row)
    {
        Row = row;
        _sides = [new Samples(row.Ours), .. row.Rivals.Select(rival => new Samples(rival.Subject))];
    }

    public Row Row { get; }

    public Samples Ours => _sides[0];

    public IEnumerable<Comparison> Comparisons =>
        Row.Rivals.Select((rival, i) => new Comparison(Ours, _sides[i + 1], rival.Target));

    /// <summary>
    /// Every side once. Each round begins with another side, so that none profits from always coming after the same one.
    /// </summary>
    public async Task MeasureRoundAsync(int round)
    {
        for (int i = 0; i < _sides.Count; i++) await _sides[(round + i) % _sides.Count].MeasureAsync();
    }
}
