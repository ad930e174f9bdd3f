using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Processes;

namespace AppServices.Benchmarks.Import;

/// <summary><c>Import-Module</c> in a fresh process, timed inside of it.</summary>
internal sealed class ImportBenchmark : IBenchmark
{
    public async Task<IReadOnlyList<Row>> PrepareAsync()
    {
        var ours = new Subject("AppServices", () => MeasureAsync("out/AppServices/AppServices.psd1"));
        var empty = new Subject("empty module", () => MeasureAsync("out/benchmarks/EmptyModule.psd1"));
        await Subject.WarmUpAsync(1, ours, empty);      // brings the files into memory
        return [new Row("import", "ms", ours, [new Rival(empty, Target.AtMost(1.35))])];
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<double> MeasureAsync(string manifest)
    {
        await using Child host = Child.StartPowerShell(Repository.Find("benchmarks/Import/import.ps1"), Repository.Find(manifest));
        return double.Parse(await host.ReadLineAsync(), CultureInfo.InvariantCulture);
    }
}
