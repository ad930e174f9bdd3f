using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Rules.Expressions.Conditions;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Functions;

/// <summary>Decides by <c>can_evaluate</c> whether a client may call a function (app-folder 4.9).</summary>
internal static class FunctionGate
{
    /// <exception cref="FunctionException">The caller may not.</exception>
    public static async Task CheckAsync(CatalogFunction function, IRuleCaller caller, ILogger logger, CancellationToken cancellationToken)
    {
        if (function.CanEvaluate == Condition.True) return;
        string name = function.Definition.Name;
        foreach (string problem in function.Problems.Errors) FunctionLog.Expression(logger, name, problem);
        if (await function.CanEvaluate.BindAsync(await caller.OpenAsync(cancellationToken)) != Condition.True)
            throw new FunctionException(FunctionException.ExecutionError, $"rule not matched for function \"{name}\"");
    }
}
