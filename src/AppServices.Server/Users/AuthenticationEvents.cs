using System.Collections.Generic;
using System.Linq;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Users;

/// <summary>
/// What authentication triggers are told. The event is part of the write that it tells of, so that there is never one without the
/// other; where an app has no such trigger it costs nothing. Source: app-folder 7.3.
/// </summary>
internal static class AuthenticationEvents
{
    /// <summary>Somebody logged in.</summary>
    public const string Login = "LOGIN";

    /// <summary>A user came into being, with the first login.</summary>
    public const string Create = "CREATE";

    /// <summary>A user was deleted.</summary>
    public const string Delete = "DELETE";

    /// <summary>Where the events of an app are told.</summary>
    public static CollectionName Of(string appId) => Collection(appId).FullName;

    /// <summary>The writes that tell of a login.</summary>
    /// <param name="user">The user, as it is now.</param>
    /// <param name="provider">The type of the provider.</param>
    /// <param name="isFirst">Whether the login makes the user.</param>
    public static IEnumerable<StateWrite> OfLogin(UserRecord user, string provider, bool isFirst) =>
        isFirst ? [Tell(Create, user, [provider]), Tell(Login, user, [provider])] : [Tell(Login, user, [provider])];

    /// <summary>The write that tells of a user whom nobody's login made.</summary>
    public static StateWrite OfCreation(UserRecord user) =>
        Tell(Create, user, user.Identities.Select(identity => identity.ProviderType).Distinct());

    /// <summary>The write that tells of the end of a user.</summary>
    public static StateWrite OfDeletion(UserRecord user) =>
        Tell(Delete, user, user.Identities.Select(identity => identity.ProviderType).Distinct());

    private static StateWrite.Tell Tell(
        string operation, UserRecord user, IEnumerable<string> providers) => new(Collection(user.AppId), new BsonDocument
    {
        ["_id"] = ObjectId.GenerateNewId(),
        ["operationType"] = operation,
        ["providers"] = new BsonArray(providers),
        ["user"] = user.Describe(),
    });

    private static StateSchema Collection(string appId) => new($"authentication/{appId}", [], []);
}
