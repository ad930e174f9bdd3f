using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Features;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Functions.Calls;

/// <summary>Finds the users as whom functions run (app-folder 4.8).</summary>
/// <param name="app">The app.</param>
/// <param name="users">Its users, among others.</param>
/// <param name="ids">Their ids by those that they had at the hosted service.</param>
internal sealed class FunctionUsers(RunningApp app, UserStore users, IReadOnlyDictionary<string, string> ids) : IFunctionUsers
{
    public async Task<FunctionUser?> FindAsync(string id, CancellationToken cancellationToken) =>
        await users.FindAsync(ids.GetValueOrDefault(id, id), cancellationToken) is { IsDisabled: false } user
            && user.AppId == app.Definition.ClientAppId
            ? Of(user, await app.Part<ICustomUserData>().ReadAsync(user.Id, cancellationToken))
            : null;

    /// <summary>A user as functions see it (app-folder 4.5).</summary>
    public static FunctionUser Of(UserRecord user, BsonDocument customData) => new(
        user.Id, user.Type, user.Data, customData,
        [.. user.Identities.Select(identity => new FunctionIdentity(identity.Id, identity.ProviderType))]);
}
