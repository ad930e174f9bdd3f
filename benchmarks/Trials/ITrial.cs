using System.Threading.Tasks;

namespace AppServices.Benchmarks.Trials;

/// <summary>Something that takes minutes and either holds or does not; it is run when it is named, and once.</summary>
internal interface ITrial
{
    /// <summary>What is counted, and how much of it there is unless somebody says otherwise.</summary>
    (string Unit, int Size) Extent { get; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="size">How much of it.</param>
    /// <exception cref="BenchmarkException">It does not hold.</exception>
    Task RunAsync(int size);
}
