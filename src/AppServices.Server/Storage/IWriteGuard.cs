using System;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Decides about every single change before it is written: the place where access rules stand between a service and the store.</summary>
internal interface IWriteGuard : IVisibility
{
    /// <summary>The time of the write, the same however often it is repeated.</summary>
    DateTime Now { get; }

    /// <summary>Whether something was asked that cannot be decided yet.</summary>
    bool IsUndecided { get; }

    /// <summary>An <c>_id</c> for a new document, the same ones in the same order when the write is repeated.</summary>
    BsonValue NewId();

    /// <summary>
    /// Throws when an update may not be tried on a document, because it names what the caller cannot see: whether it succeeds,
    /// and the error if not, would tell.
    /// </summary>
    /// <param name="document">The document.</param>
    /// <param name="change">The update or replacement.</param>
    /// <exception cref="AccessRefusedException">It may not be tried.</exception>
    void Admit(BsonDocument document, BsonValue change);

    /// <summary>Throws when the change is not allowed; nothing of its command is written then.</summary>
    /// <param name="before">The document before; null for an insert.</param>
    /// <param name="after">The document afterwards; null for a delete.</param>
    /// <exception cref="AccessRefusedException">It is not allowed.</exception>
    void Check(BsonDocument? before, BsonDocument? after);
}
