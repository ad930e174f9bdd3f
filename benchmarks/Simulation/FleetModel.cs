namespace AppServices.Benchmarks.Simulation;

/// <summary>A fleet as it is simulated. Times are in milliseconds, and those of work are of one core.</summary>
internal sealed record FleetModel
{
    /// <summary>How many servers there are.</summary>
    public required int Servers { get; init; }

    /// <summary>How many calls begin in a second, at random moments.</summary>
    public required double CallsPerSecond { get; init; }

    /// <summary>What a server works for a call, on average.</summary>
    public required double ServerWork { get; init; }

    /// <summary>What MongoDB works for a call, on average.</summary>
    public required double MongoWork { get; init; }

    /// <summary>What a call takes besides, in which nobody works: the network, and threads that wake up.</summary>
    public required double Rest { get; init; }

    /// <summary>How calls differ: factors whose average is 1.</summary>
    public required double[] Factors { get; init; }

    /// <summary>The cores of a server; of all of it together, where all is on one machine.</summary>
    public required int Cores { get; init; }

    /// <summary>The cores of MongoDB; 0 where all is on one machine.</summary>
    public required int MongoCores { get; init; }

    /// <summary>The share of calls that write.</summary>
    public double Writes { get; init; } = 0.25;

    /// <summary>When a server is killed; null for never.</summary>
    public double? KilledAt { get; init; }

    /// <summary>How long calls still go to a server that was killed.</summary>
    public double Detection { get; init; } = 1_000;

    /// <summary>How long it takes until a server that was killed is back.</summary>
    public double Restart { get; init; } = 10_000;

    /// <summary>When the primary steps down; null for never.</summary>
    public double? SteppedDownAt { get; init; }

    /// <summary>How long there is no primary then: MongoDB says 12 seconds at most, as a median.</summary>
    public double Election { get; init; } = 12_000;

    /// <summary>How long a read waits for a primary before it is refused.</summary>
    public double ReadPatience { get; init; } = 5_000;

    /// <summary>How long a write does.</summary>
    public double WritePatience { get; init; } = 30_000;
}
