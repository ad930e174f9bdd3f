namespace AppServices.Benchmarks.Simulation;

/// <summary>How long calls took, in milliseconds, and the share of those that failed.</summary>
internal sealed record SimulatedTimes(double[] Times, double Failed);
