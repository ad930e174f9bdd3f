using System;

namespace AppServices.Server.Functions;

/// <summary>What one call may use up (client-api 6.6).</summary>
internal sealed record FunctionLimits
{
    /// <summary>Run time, waiting included.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Bytes a call may hold at once.</summary>
    public long MemoryBytes { get; init; } = 350L * 1024 * 1024;

    /// <summary>How deep JavaScript calls may nest.</summary>
    public int Recursion { get; init; } = 10_000;

    /// <summary>Timers, and other operations, that may be pending at once.</summary>
    public int Operations { get; init; } = 1000;

    /// <summary>The longest array a script may make.</summary>
    public uint ArrayLength { get; init; } = 16_000_000;
}
