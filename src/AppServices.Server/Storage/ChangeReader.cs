using System.Collections.Generic;

namespace AppServices.Server.Storage;

/// <summary>
/// Somebody who comes back for changes, such as a trigger. What it has not handled is kept for it, also while it is away: for a week at
/// most, and the latest 256 MB (app-folder 7.5).
/// </summary>
/// <param name="Name">Its name, unique in the store.</param>
/// <param name="Scope">
/// What it reads: a collection, all of a database, or all of a data source (<see cref="CollectionName.Includes"/>).
/// </param>
/// <param name="WantsBefore">Whether documents are kept as they were before they were changed.</param>
internal sealed record ChangeReader(string Name, CollectionName Scope, bool WantsBefore);

/// <summary>Changes that were read together.</summary>
/// <param name="Changes">The changes, the oldest first; there may be none.</param>
/// <param name="Position">Where to go on after them. Without changes of the reader's own it lies behind those of others.</param>
internal sealed record ChangeBatch(IReadOnlyList<ChangeEvent> Changes, string Position);
