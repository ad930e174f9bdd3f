using System.Collections.Generic;

namespace AppServices;

/// <summary>How one document is found, changed and returned. What is null is left to the service.</summary>
public sealed record FindAndModifyOptions
{
    /// <summary>The fields that are returned, as a projection document.</summary>
    public object? Projection { get; init; }

    /// <summary>Which of several matches comes first, as a document.</summary>
    public object? Sort { get; init; }

    /// <summary>Whether a document is inserted when none matches.</summary>
    public bool Upsert { get; init; }

    /// <summary>Whether the document is returned as it is afterwards, not as it was before.</summary>
    public bool ReturnNew { get; init; }

    /// <summary>Which elements of arrays the update means; of updates only.</summary>
    public IReadOnlyList<object?>? ArrayFilters { get; init; }
}
