using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Functions;

/// <summary>Where the runtime finds the user of <c>run_as_user_id</c>.</summary>
internal interface IFunctionUsers
{
    /// <returns>The user, or null where there is none with that id.</returns>
    Task<FunctionUser?> FindAsync(string id, CancellationToken cancellationToken);
}
