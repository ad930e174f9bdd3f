using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using MongoDB.Bson;

namespace AppServices.Server.Providers.EmailPassword;

/// <summary>Asks confirmation and reset functions.</summary>
internal static class Hooks
{
    public static async Task<HookStatus> DecideAsync(
        this FunctionRuntime functions, string name, BsonValue[] arguments, FunctionRequest source, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
        {
            throw new ApiException(
                400, "FunctionNotFound", "the app says that a function decides this, and does not name it; see auth/providers.json");
        }
        try
        {
            BsonValue answer = await functions.CallAsSystemAsync(name, arguments, source, cancellationToken);
            return answer is not BsonDocument document ? HookStatus.Fail : document.GetValue("status", BsonNull.Value) switch
            {
                BsonString { Value: "success" } => HookStatus.Success,
                BsonString { Value: "pending" } => HookStatus.Pending,
                _ => HookStatus.Fail,
            };
        }
        catch (FunctionException error) when (error.Code != FunctionException.SyntaxError)
        {
            return HookStatus.Fail;     // the log of functions has the reason
        }
    }
}
