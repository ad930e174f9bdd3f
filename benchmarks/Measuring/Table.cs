using System.Collections.Generic;
using System.Globalization;
using System.IO;
using static System.FormattableString;

namespace AppServices.Benchmarks.Measuring;

/// <summary>The results for people to read, 80 columns wide.</summary>
internal static class Table
{
    public static void Write(TextWriter writer, IEnumerable<RowRun> runs)
    {
        WriteLine(writer, "row", "ours", "rival", "its", "ratio (min..max)", "target");
        WriteLine(writer, new('-', 11), new('-', 10), new('-', 12), new('-', 10), new('-', 17), new('-', 13));
        foreach (RowRun run in runs)
        {
            string name = run.Row.Name;
            string ours = Amount(run.Ours.Median, run.Row.Unit);
            foreach (Comparison comparison in run.Comparisons)
            {
                Samples rival = comparison.Rival;
                WriteLine(writer, name, ours, rival.Name, Amount(rival.Median, run.Row.Unit), Ratio(comparison), Verdict(comparison));
                name = ours = "";
            }
        }
    }

    private static void WriteLine(TextWriter writer, string row, string ours, string rival, string its, string ratio, string target) =>
        writer.WriteLine($"{row,-11} {ours,10}  {rival,-12} {its,10}  {ratio,-17} {target}".TrimEnd());

    private static string Ratio(Comparison comparison) =>
        $"{Number(comparison.Ratio)} ({Number(comparison.Least)}..{Number(comparison.Greatest)})";

    private static string Verdict(Comparison comparison) =>
        comparison.Target is { } target ? $"{target} {(target.IsMet(comparison.Ratio) ? "met" : "MISSED")}" : "";

    private static string Amount(double value, string unit) => unit switch
    {
        "us" or "ms" or "MB" => Invariant($"{value:N1} {unit}"),
        _ when value >= 100_000 => Invariant($"{value / 1000:N0} k{unit}"),
        _ => Invariant($"{value:N0} {unit}"),
    };

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
