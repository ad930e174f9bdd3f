using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>Decides about every single change before it is written: the place where access rules stand between a service and the store.</summary>
internal interface IWriteGuard
{
    /// <summary>Throws when the change is not allowed; nothing of its command is written then.</summary>
    /// <param name="before">The document before; null for an insert.</param>
    /// <param name="after">The document afterwards; null for a delete.</param>
    void Check(BsonDocument? before, BsonDocument? after);
}
