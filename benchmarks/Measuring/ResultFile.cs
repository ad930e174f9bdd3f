using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Measuring;

/// <summary>The results for programs to read: every sample, so that anything else can be computed from them.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions s_options =
        new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task WriteAsync(string path, IEnumerable<RowRun> runs)
    {
        var results = new
        {
            Date = DateTimeOffset.UtcNow,
            Machine =
                new { Cores = Environment.ProcessorCount, System = RuntimeInformation.OSDescription,
                    Runtime = RuntimeInformation.FrameworkDescription },
            Rows = runs.Select(DescribeRow),
        };
        await using FileStream file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, results, s_options);
    }

    private static object DescribeRow(RowRun run) => new
    {
        run.Row.Name,
        run.Row.Unit,
        Ours = DescribeSide(run.Ours),
        Rivals = run.Comparisons.Select(DescribeComparison),
    };

    private static object DescribeComparison(Comparison comparison) => new
    {
        Side = DescribeSide(comparison.Rival),
        comparison.Ratio,
        comparison.Least,
        comparison.Greatest,
        Target = comparison.Target?.ToString(),
        comparison.IsMet,
    };

    private static object DescribeSide(Samples samples) => new { samples.Name, samples.Median, Samples = samples.Values };
}
