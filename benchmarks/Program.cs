using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Benchmarks.Calls;
using AppServices.Benchmarks.Documents;
using AppServices.Benchmarks.Ejson;
using AppServices.Benchmarks.Endpoints;
using AppServices.Benchmarks.Engines;
using AppServices.Benchmarks.Fleet;
using AppServices.Benchmarks.Floods;
using AppServices.Benchmarks.Growth;
using AppServices.Benchmarks.Import;
using AppServices.Benchmarks.Measuring;
using AppServices.Benchmarks.Memory;
using AppServices.Benchmarks.Rules;
using AppServices.Benchmarks.Scans;
using AppServices.Benchmarks.Serving;
using AppServices.Benchmarks.Simulation;
using AppServices.Benchmarks.Start;
using AppServices.Benchmarks.Store;
using AppServices.Benchmarks.Trials;
using AppServices.Benchmarks.Triggers;

namespace AppServices.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, Func<IBenchmark>> s_benchmarks = new()
    {
        ["calls"] = () => new CallBenchmark(),
        ["documents"] = () => new DocumentBenchmark(),
        ["ejson"] = () => new EjsonBenchmark(),
        ["engines"] = () => new EngineBenchmark(),
        ["serving"] = () => new ServingBenchmark(),
        ["endpoints"] = () => new EndpointBenchmark(),
        ["fleet"] = () => new FleetBenchmark(),
        ["floods"] = () => new FloodBenchmark(),
        ["growth"] = () => new GrowthBenchmark(),
        ["import"] = () => new ImportBenchmark(),
        ["memory"] = () => new MemoryBenchmark(),
        ["rules"] = () => new RuleBenchmark(),
        ["scans"] = () => new ScanBenchmark(),
        ["start"] = () => new StartBenchmark(),
        ["store"] = () => new StoreBenchmark(),
        ["triggers"] = () => new TriggerBenchmark(),
    };

    private static readonly Dictionary<string, Func<ITrial>> s_trials = new()
    {
        ["fuzz"] = () => new TestTrial("Fuzzing.FuzzTests", "APPSERVICES_TEST_INPUTS", ("inputs", 1_000_000)),
        ["fleet-kills"] = () => new TestTrial("Server.MongoKillTests", "APPSERVICES_TEST_KILLS", ("kills", 50)),
        ["load"] = () => new LoadTrial(),
        ["simulation"] = () => new SimulationTrial(),
        ["soak"] = () => new SoakTrial(),
        ["specifications"] = () => new SpecificationTrial(),
        ["kills"] = () => new TestTrial("Services.KillTests", "APPSERVICES_TEST_KILLS", ("kills", 100)),
    };

    private static Task<int> Main(string[] args)
    {
        var names =
            new Argument<string[]>("rows")
            {
                Description = "What to measure or to try; every row by default.",
                Arity = ArgumentArity.ZeroOrMore,
            };
        names.AcceptOnlyFromAmong([.. s_benchmarks.Keys, .. s_trials.Keys]);
        var rounds = new Option<int>("--rounds") { Description = "How often each side is measured.", DefaultValueFactory = _ => 9 };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1000) result.AddError("--rounds must lie between 1 and 1000.");
        });
        var size = new Option<int?>("--size") { Description = "How much of each trial." };
        var root = new RootCommand("Measures AppServices beside its rivals.")
        {
            names, rounds, size, HttpLoop.Command(), DocumentLoop.Command(),
        };
        root.SetAction((parsed, _) => RunAsync(parsed.GetValue(names)!, parsed.GetValue(rounds), parsed.GetValue(size)));
        return root.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(string[] names, int rounds, int? size)
    {
        List<RowRun> runs = [];
        try
        {
            foreach (string name in names.Length == 0 ? s_benchmarks.Keys : names.Distinct())
                if (s_trials.TryGetValue(name, out Func<ITrial>? trial)) await TryAsync(name, trial(), size);
                else runs.AddRange(await MeasureAsync(name, rounds));
        }
        catch (BenchmarkException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
        if (runs.Count == 0) return 0;
        string file = Path.Combine(Repository.Root, "out", "benchmarks.json");
        await ResultFile.WriteAsync(file, runs);
        Table.Write(Console.Out, runs);
        Console.WriteLine(
            $"Medians of {rounds} rounds on {Environment.ProcessorCount} cores; every sample is in "
                + $"{Path.GetRelativePath(Repository.Root, file)}.");
        return 0;
    }

    private static async Task TryAsync(string name, ITrial trial, int? size)
    {
        (string unit, int usual) = trial.Extent;
        Console.WriteLine($"Trying {name}: {size ?? usual} {unit}");
        long started = Stopwatch.GetTimestamp();
        await trial.RunAsync(size ?? usual);
        Console.WriteLine($"{name} holds, after {Stopwatch.GetElapsedTime(started):h\\:mm\\:ss}");
    }

    private static async Task<IReadOnlyList<RowRun>> MeasureAsync(string name, int rounds)
    {
        await Console.Error.WriteLineAsync($"Measuring {name}");
        await using IBenchmark benchmark = s_benchmarks[name]();
        RowRun[] runs = [.. (await benchmark.PrepareAsync()).Select(row => new RowRun(row))];
        for (int round = 0; round < rounds; round++)
            foreach (RowRun run in runs) await run.MeasureRoundAsync(round);
        return runs;
    }
}
