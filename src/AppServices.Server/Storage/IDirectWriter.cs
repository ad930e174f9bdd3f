using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>
/// A database that does single writes by itself, which need no transaction: a document is written as a whole or not at all, and durable
/// when it is told so. Of several documents each is written for itself, as MongoDB does.
/// </summary>
internal interface IDirectWriter
{
    /// <summary>Stores a new document.</summary>
    /// <exception cref="DuplicateKeyException">The <c>_id</c> or a unique value is taken.</exception>
    /// <exception cref="Mql.DocumentException">The database refuses it.</exception>
    Task InsertAsync(CollectionName collection, BsonDocument document, CancellationToken cancellationToken);

    /// <summary>Does any other write.</summary>
    /// <exception cref="DuplicateKeyException">A unique value is taken.</exception>
    /// <exception cref="Mql.DocumentException">The database refuses it.</exception>
    Task<PassedResult> WriteAsync(CollectionName collection, PassedWrite write, CancellationToken cancellationToken);
}
