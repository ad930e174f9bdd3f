using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Functions.Realm;
using MongoDB.Bson;

namespace AppServices.Server.Functions;

/// <summary>Runs functions whose callers have been admitted. There is the one in this process, and Node.js beside it.</summary>
internal interface IFunctionEngine
{
    /// <summary>Runs a function that can run, with the rights that its manifest says.</summary>
    /// <exception cref="FunctionException">It failed.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<BsonValue> CallAsync(FunctionRuntime runtime, CatalogFunction function, FunctionCall call, CancellationToken cancellationToken);

    /// <summary>Asks a script as whom something is to run.</summary>
    /// <exception cref="FunctionException">It failed, or its answer is none.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<ExecutionUser> AskRunAsAsync(
        FunctionRuntime runtime, CatalogFunction script, FunctionCall call, CancellationToken cancellationToken);
}
