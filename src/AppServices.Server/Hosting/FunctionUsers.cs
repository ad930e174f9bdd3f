using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Users;

namespace AppServices.Server.Hosting;

/// <summary>Finds the users as whom functions run (app-config.md 4.8).</summary>
internal sealed class FunctionUsers(string appId, UserStore users) : IFunctionUsers
{
    public async Task<FunctionUser?> FindAsync(string id, CancellationToken cancellationToken) =>
        await users.FindAsync(id, cancellationToken) is { IsDisabled: false } user && user.AppId == appId
            ? FunctionEndpoint.ToFunctionUser(user)
            : null;
}
