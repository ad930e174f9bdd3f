namespace AppServices;

/// <summary>Which documents of a query are wanted, and what of them. What is null is left to the service.</summary>
public sealed record FindOptions
{
    /// <summary>The fields that are wanted, as a projection document.</summary>
    public object? Projection { get; init; }

    /// <summary>The order, as a document.</summary>
    public object? Sort { get; init; }

    /// <summary>How many documents at most; at least 1.</summary>
    public long? Limit { get; init; }
}
