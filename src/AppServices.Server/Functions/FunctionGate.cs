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
        Condition canEvaluate, ExpressionProblems problems, FunctionCall call, IRuleCaller caller, ILogger logger,
        CancellationToken cancellationToken)
    {
        if (canEvaluate == Condition.True) return;
        foreach (string problem in problems.Errors) FunctionLog.Expression(logger, call.Name, problem);
        if (!await AdmitsAsync(canEvaluate, await caller.OpenAsync(cancellationToken)))
        {
            string message = $"rule not matched for function \"{call.Name}\"";
            throw new FunctionException(FunctionException.ExecutionError, message) { Status = call.FromEndpoint ? 403 : 400 };
        }
    }

    /// <summary>Whether a caller may, by all that <c>can_evaluate</c> says.</summary>
    public static async ValueTask<bool> AdmitsAsync(Condition canEvaluate, RuleContext caller) =>
        await canEvaluate.BindAsync(caller) == Condition.True;
}
