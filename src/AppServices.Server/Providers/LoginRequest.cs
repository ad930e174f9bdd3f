using AppServices.Server.Functions;
using MongoDB.Bson;

namespace AppServices.Server.Providers;

/// <summary>A credential that a client sent.</summary>
/// <param name="Body">The provider's own fields; <c>options</c> is removed.</param>
/// <param name="Source">The request, for functions that want to know where it comes from.</param>
internal sealed record LoginRequest(BsonDocument Body, FunctionRequest Source)
{
    /// <summary>Nothing of the credential.</summary>
    public override string ToString() => nameof(LoginRequest);
}
