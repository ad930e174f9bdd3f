using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Functions;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Providers.CustomFunction;

/// <summary>A function of the app says who logs in. Source: client-api 2.8, app-folder 2.5.</summary>
internal sealed class CustomFunctionProvider(CustomFunctionSettings settings, FunctionRuntime functions) : ILoginProvider
{
    public string Type => settings.Type;

    public CountedLogins Counted => CountedLogins.Failures;

    private const int MaxIdLength = 4096;

    public async Task<ProvenIdentity> ProveAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        BsonValue answer = await AskAsync(request, cancellationToken);
        return answer switch
        {
            BsonString { Value.Length: > 0 and <= MaxIdLength } id => Proven(id.Value, []),
            BsonDocument user when user.GetValue("id", BsonNull.Value) is BsonString { Value.Length: > 0 and <= MaxIdLength } id =>
                Proven(id.Value, Data(user)),
            _ => throw ApiException.BadCredential(),
        };
    }

    private async Task<BsonValue> AskAsync(LoginRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await functions.CallAsSystemAsync(settings.Function, [request.Body], request.Source, cancellationToken);
        }
        catch (FunctionException error) when (error.Code != FunctionException.SyntaxError)
        {
            // What the function throws is what it tells the client.
            throw new ApiException(401, "AuthError", error.Message);
        }
    }

    private ProvenIdentity Proven(string id, BsonDocument data) => new(new IdentityRecord(id, settings.Type, settings.Id, data));

    private static BsonDocument Data(BsonDocument user) =>
        user.GetValue("name", BsonNull.Value) is BsonString name ? new BsonDocument("name", name) : [];
}
