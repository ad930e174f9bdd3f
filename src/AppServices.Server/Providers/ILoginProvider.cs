using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>A way to log in to an app. Source: protocol.md 2.</summary>
internal interface ILoginProvider
{
    /// <summary>The user that a login body proves.</summary>
    /// <param name="body">The provider's own fields: <c>options</c> and <c>provider</c> are removed.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="Http.ApiException">The body proves nothing.</exception>
    Task<Login> LogInAsync(BsonDocument body, CancellationToken cancellationToken);
}
