using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Tokens;
using AppServices.Server.Users;
using MongoDB.Bson;

namespace AppServices.Server.Triggers;

/// <summary>Runs a trigger for logins and the life of users; what concerns one user comes in its order. Source: app-folder 7.3.</summary>
internal sealed class AuthenticationWorker(AuthenticationTrigger trigger, TriggerHost host, CancellationToken abort)
    : ChangeWorker(trigger, host, AuthenticationEvents.Of(host.App.Definition.ClientAppId), wantsBefore: false, Concurrency, abort)
{
    private const int Concurrency = 16;

    protected override BsonDocument? Select(ChangeEvent change)
    {
        if (change.After is not { } told || !trigger.Operations.Contains(told["operationType"].AsString)) return null;
        if (trigger.Providers.Count > 0 && !told["providers"].AsBsonArray.Any(provider => trigger.Providers.Contains(provider.AsString)))
            return null;
        return new BsonDocument
        {
            ["operationType"] = told["operationType"],
            ["providers"] = told["providers"],
            ["user"] = told["user"],
            ["time"] = change.Document["wallTime"],
        };
    }

    protected override async ValueTask CompleteAsync(BsonDocument argument, CancellationToken cancellationToken)
    {
        BsonDocument user = argument["user"].AsBsonDocument;
        user["custom_data"] = await Host.App.Part<ICustomUserData>().ReadAsync(user["id"].AsString, cancellationToken);
    }

    protected override string KeyOf(BsonDocument argument) => argument["user"]["id"].AsString;
}
