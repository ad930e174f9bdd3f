using System.Collections.Generic;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>What scripts see as <c>context.user</c> (app-folder 4.5).</summary>
/// <param name="Id">24 hex digits; null for the system user.</param>
/// <param name="Type"><c>normal</c>, <c>server</c> or <c>system</c>.</param>
/// <param name="Data">Profile data merged from all identities.</param>
/// <param name="CustomData">The custom user data document.</param>
/// <param name="Identities">The logins that belong to the user.</param>
internal sealed record FunctionUser(
    string? Id, string Type, BsonDocument Data, BsonDocument CustomData, IReadOnlyList<FunctionIdentity> Identities)
{
    /// <summary>The caller of calls without a user: hooks, triggers, the server itself.</summary>
    public static FunctionUser System { get; } = new(null, "system", [], [], []);
}
