using System;

namespace AppServices.Server.Storage;

/// <summary>How a store goes about a search.</summary>
/// <param name="Index">The index that it goes by; null where it looks at every document.</param>
/// <param name="IsReversed">Whether that is read from its end.</param>
/// <param name="IsMultikey">Whether a document may stand in the index several times.</param>
/// <param name="IsSorted">Whether the documents come in the order that was asked for, so that they need not be sorted.</param>
/// <param name="Run">What it came to; null where it was not done.</param>
internal sealed record SearchPlan(IndexDefinition? Index, bool IsReversed, bool IsMultikey, bool IsSorted, SearchRun? Run);

/// <summary>What a search came to.</summary>
/// <param name="Examined">How many documents were looked at.</param>
/// <param name="Matched">How many of them matched.</param>
/// <param name="Returned">How many of those were asked for.</param>
/// <param name="Time">How long it took.</param>
internal sealed record SearchRun(long Examined, long Matched, long Returned, TimeSpan Time);
