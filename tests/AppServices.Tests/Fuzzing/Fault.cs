using System;
using System.Linq;

namespace AppServices.Tests.Fuzzing;

/// <summary>An input that was answered with anything but what is documented.</summary>
/// <param name="Target">What read it.</param>
/// <param name="Number">Its number in the run.</param>
/// <param name="Error">What happened.</param>
/// <param name="Input">The input.</param>
internal sealed record Fault(string Target, long Number, string Error, string Input)
{
    private const int Shown = 2000;

    /// <summary>What faults of the same cause share: the kind of exception and where it was thrown.</summary>
    public string Cause => string.Join('\n', Error.Split('\n').Where((line, i) => i == 0 || line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).Take(3)
        .Select((line, i) => i == 0 ? line.Split(':')[0] : line)) + Target;

    /// <summary>The fault, and how to have it again.</summary>
    public string Describe(ulong seed) => $"{Target}: {Error}\n{FuzzRun.SeedVariable}={seed}:{Number} repeats it: {(Input.Length > Shown ? Input[..Shown] + "..." : Input)}";
}
