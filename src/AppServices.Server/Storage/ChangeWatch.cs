using System;

namespace AppServices.Server.Storage;

/// <summary>What somebody watches.</summary>
/// <param name="Scope">
/// A collection, all of a database, or all of a data source (<see cref="CollectionName.Includes"/>); it need not be there yet.
/// </param>
/// <param name="ResumeAfter">The <c>_data</c> of the event to go on after; null to begin now.</param>
internal sealed record ChangeWatch(CollectionName Scope, string? ResumeAfter = null)
{
    /// <summary>The moment from which on changes are told, where there is no event to go on after; null to begin now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Whether it is told that collections are dropped or renamed.</summary>
    public bool TellsDrops { get; init; }
}
