using System;

namespace AppServices.Server.Storage.Mongo;

/// <summary>
/// A transaction that MongoDB has undone: somebody else wrote at the same time, or the server that had it is gone. The work may be done
/// again from its beginning.
/// </summary>
internal sealed class OvertakenException(Exception cause) : Exception("The transaction was undone.", cause);
