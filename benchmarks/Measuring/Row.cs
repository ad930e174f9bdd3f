using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Measuring;

/// <summary>What is measured, in which unit, beside whom.</summary>
/// <param name="Name">The row's name in the table.</param>
/// <param name="Unit"><c>/s</c> for a rate, <c>us</c> or <c>ms</c> for a time, <c>MB</c> for memory.</param>
/// <param name="Ours">The AppServices side.</param>
/// <param name="Rivals">What a user would pick instead.</param>
internal sealed record Row(string Name, string Unit, Subject Ours, IReadOnlyList<Rival> Rivals);

/// <summary>One side of a row.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="MeasureAsync">Measures once; the value is in the row's unit.</param>
internal sealed record Subject(string Name, Func<Task<double>> MeasureAsync)
{
    /// <summary>
    /// Measures several sides in turn, so often that they have compiled what they run: what serves for days is measured as it is then.
    /// </summary>
    public static async Task WarmUpAsync(int times, params IEnumerable<Subject> sides)
    {
        Subject[] all = [.. sides];
        for (int i = 0; i < times; i++)
            foreach (Subject side in all) await side.MeasureAsync();
    }
}

/// <summary>Somebody to compare with, and what we want to reach; null when we set ourselves nothing.</summary>
internal sealed record Rival(Subject Subject, Target? Target)
{
    /// <summary>Nobody, but a value in the row's unit that ours may not exceed.</summary>
    public static Rival Limit(double value) =>
        new(new Subject("the limit", () => Task.FromResult(value)), Measuring.Target.AtMost(1));
}
