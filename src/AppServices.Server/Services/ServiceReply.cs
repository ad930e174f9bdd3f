using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>What a function of a service returns: one value, or documents that are read while they are sent.</summary>
internal abstract record ServiceReply
{
    private ServiceReply() { }

    public sealed record Single(BsonValue Value) : ServiceReply;

    public sealed record Documents(IAsyncEnumerable<BsonDocument> All) : ServiceReply;
}
