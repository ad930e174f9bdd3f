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
    public static async Task CheckAsync(
        Condition canEvaluate, ExpressionProblems problems, FunctionCall call, IRuleCaller caller, ILogger logger, CancellationToken cancellationToken)
    {
        if (canEvaluate == Condition.True) return;
        foreach (string problem in problems.Errors) FunctionLog.Expression(logger, call.Name, problem);
        if (await canEvaluate.BindAsync(await caller.OpenAsync(cancellationToken)) != Condition.True)
        {
            string message = $"rule not matched for function \"{call.Name}\"";
            throw new FunctionException(FunctionException.ExecutionError, message) { Status = call.FromEndpoint ? 403 : 400 };
        }
    }
}
