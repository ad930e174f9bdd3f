using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>A request as it came.</summary>
/// <param name="RequestId">The number that the reply names.</param>
/// <param name="Body">The command with its arguments, among them the documents that came beside it.</param>
internal sealed record WireMessage(int RequestId, BsonDocument Body)
{
    /// <summary>Whether it came as OP_QUERY, in which drivers begin to talk; the reply is an OP_REPLY then.</summary>
    public bool IsQuery { get; init; }

    /// <summary>Whether it came compressed; the reply may be, too.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Whether one reply after the other may come, without being asked for.</summary>
    public bool AllowsStream { get; init; }

    /// <summary>Whether nobody waits for a reply.</summary>
    public bool WantsNoReply { get; init; }
}
