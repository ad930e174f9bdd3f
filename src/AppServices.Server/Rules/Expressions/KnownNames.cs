using System.Collections.Generic;
using AppServices.Server.AppConfig;
using MongoDB.Bson;

namespace AppServices.Server.Rules.Expressions;

/// <summary>What an app has that expressions name.</summary>
/// <param name="Functions">The names of its functions.</param>
/// <param name="Values">Its values.</param>
/// <param name="EnvironmentValues">The values of its environment.</param>
internal sealed record KnownNames(IReadOnlySet<string> Functions, BsonDocument Values, BsonDocument EnvironmentValues)
{
    /// <summary>What of them cannot be read.</summary>
    public UnreadableParts Unreadable { get; init; } = new();

    /// <summary>The types that a collection's schema gives its fields, by path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FieldTypes { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
