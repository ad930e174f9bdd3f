using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>
/// Calls that the server makes itself, when somebody registers, logs in or resets a password. Source: app-folder 2.2, 2.5, 3.
/// </summary>
internal static class SystemCalls
{
    /// <summary>Calls a function as the system, private ones too; one with run-as settings of its own follows those.</summary>
    /// <exception cref="FunctionException">The call failed.</exception>
    public static Task<BsonValue> CallAsSystemAsync(
        this FunctionRuntime functions, string name, IReadOnlyList<BsonValue> arguments, FunctionRequest source,
        CancellationToken cancellationToken) =>
        functions.CallAsync(new FunctionCall(name, arguments, FunctionUser.System, source) { FromClient = false }, cancellationToken);
}
