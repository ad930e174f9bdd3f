using AppServices.Server.Services;
using AppServices.Server.Storage;

namespace AppServices.Server.Functions.Data;

/// <summary>The options of a method's call, as a script gave them.</summary>
/// <param name="Arguments">All but the session.</param>
/// <param name="Session">The session; null for none.</param>
/// <param name="Transaction">The transaction of that session; null for none.</param>
internal sealed record CallOptions(MongoArguments Arguments, SessionObject? Session, IStoreTransaction? Transaction);
