using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>The value that a part of an expression has; null for a missing one.</summary>
internal readonly record struct Evaluated(BsonValue? Value)
{
    /// <summary>A value that cannot be said.</summary>
    public static Evaluated Unknown { get; } = new(null) { IsUnknown = true };

    public bool IsUnknown { get; private init; }
}
