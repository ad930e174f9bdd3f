using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;

namespace AppServices.Tests.Fuzzing;

/// <summary>How many inputs a target accepted and refused, and how long it took for them.</summary>
internal sealed record Tally(string Target, long Accepted, long Refused, TimeSpan Time);

/// <summary>Inputs for several targets, one after the other. Each follows from the seed and its number alone.</summary>
internal sealed class FuzzRun
{
    /// <summary>The environment variable that repeats a run, by its seed, or one input of it: <c>seed:number</c>.</summary>
    public const string SeedVariable = "APPSERVICES_FUZZ";

    private const long MaxAllocation = 2L << 30;

    // Far beyond what any limit allows, as a busy machine may stretch an input's time, too.
    private static readonly TimeSpan s_slow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_endless = TimeSpan.FromMinutes(5);

    private readonly FuzzTarget[] _wheel;
    private readonly ConcurrentDictionary<string, Fault> _faults = [];
    private readonly ConcurrentDictionary<(string Target, bool IsAccepted), (long Count, TimeSpan Time)> _tallies = [];
    private readonly long? _only;
    private long _next;

    public FuzzRun(IReadOnlyList<FuzzTarget> targets)
    {
        _wheel = [.. targets.SelectMany(target => Enumerable.Repeat(target, target.Share))];
        string[] asked = Environment.GetEnvironmentVariable(SeedVariable)?.Split(':') ?? [];
        Seed = asked is [var seed, ..] ? ulong.Parse(seed, CultureInfo.InvariantCulture) : (ulong)Random.Shared.NextInt64();
        _only = asked is [_, var number] ? long.Parse(number, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>What all inputs follow from.</summary>
    public ulong Seed { get; }

    /// <summary>The smallest input for each cause of a fault.</summary>
    public IEnumerable<Fault> Faults => _faults.Values;

    public IEnumerable<Tally> Tallies => _tallies.GroupBy(tally => tally.Key.Target).OrderBy(target => target.Key).Select(target => new Tally(
        target.Key, Sum(target, true), Sum(target, false), target.Aggregate(TimeSpan.Zero, (time, tally) => time + tally.Value.Time)));

    /// <summary>Makes inputs and has them read.</summary>
    /// <param name="count">How many.</param>
    /// <param name="workers">How many are read at once.</param>
    public async Task RunAsync(long count, int workers)
    {
        if (_only is { } only) (_next, count) = (only, only + 1);
        var current = new (long Started, FuzzTarget Target, long Number, string Input)[workers];
        Task all = Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(count, input => current[worker] = input))));
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(5)));
            foreach ((long started, FuzzTarget target, long number, string input) in current)
            {
                if (started == 0 || Stopwatch.GetElapsedTime(started) < s_endless) continue;
                Add(new Fault(target.Name, number, $"did not end in {s_endless}", input));
                return;
            }
        }
        await all;
    }

    private async Task WorkAsync(long count, Action<(long Started, FuzzTarget Target, long Number, string Input)> begin)
    {
        while (Interlocked.Increment(ref _next) - 1 is var number && number < count)
        {
            var pcg = new PCG((uint)number, Seed + (ulong)number);
            FuzzTarget target = _wheel[pcg.Next((uint)_wheel.Length)];
            string input = target.Generate(pcg);
            long started = Stopwatch.GetTimestamp();
            begin((started, target, number, input));
            await ReadAsync(target, number, input, started);
            begin(default);
        }
    }

    private async Task ReadAsync(FuzzTarget target, long number, string input, long started)
    {
        (int thread, long before) = (Environment.CurrentManagedThreadId, GC.GetAllocatedBytesForCurrentThread());
        try
        {
            bool isAccepted = await target.RunAsync(input);
            long allocated = thread == Environment.CurrentManagedThreadId ? GC.GetAllocatedBytesForCurrentThread() - before : 0;
            TimeSpan time = Stopwatch.GetElapsedTime(started);
            _tallies.AddOrUpdate((target.Name, isAccepted), (1, time), (_, tally) => (tally.Count + 1, tally.Time + time));
            if (allocated > MaxAllocation) Add(new Fault(target.Name, number, $"allocated {allocated >> 20} MB", input));
            if (time > s_slow) Add(new Fault(target.Name, number, $"took {time}", input));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Add(new Fault(target.Name, number, error.ToString(), input));
        }
    }

    private void Add(Fault fault) => _faults.AddOrUpdate(fault.Cause, fault, (_, known) => fault.Input.Length < known.Input.Length ? fault : known);

    private static long Sum(IEnumerable<KeyValuePair<(string Target, bool IsAccepted), (long Count, TimeSpan Time)>> tallies, bool isAccepted) =>
        tallies.Where(tally => tally.Key.IsAccepted == isAccepted).Sum(tally => tally.Value.Count);
}
