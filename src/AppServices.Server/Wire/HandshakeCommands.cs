using System;
using System.Collections.Generic;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Errors;
using AppServices.Server.Providers;
using AppServices.Server.Settings;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>How clients begin to talk: what the server is, and who they are (docs/spec/mongodb.md 2, 3).</summary>
internal sealed partial class HandshakeCommands(
    DatabaseUsers users, LoginLimiter limiter, MongodbSettings settings, TimeProvider clock, ILoggerFactory logs) : IWireCommands
{
    /// <summary>
    /// The name of the replica set that the server is alone in: drivers give transactions and change streams to such only.
    /// </summary>
    public const string SetName = "appservices";

    private const string Mechanism = "SCRAM-SHA-256";
    private const int MaxWireVersion = 27;      // of MongoDB 8.2
    private const int MaxWriteBatch = 100_000;
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(1);

    private readonly ObjectId _process = ObjectId.GenerateNewId();
    private readonly ILogger _logger = logs.CreateLogger("mongodb");

    public IEnumerable<WireCommand> All =>
    [
        new("hello", [], HelloAsync) { IsOpen = true, IsLenient = true, IsStable = true },
        new("isMaster", [], HelloAsync) { IsOpen = true, IsLenient = true },
        new("ismaster", [], HelloAsync) { IsOpen = true, IsLenient = true },
        new("saslStart", ["mechanism", "payload", "autoAuthorize", "options"], StartAsync) { IsOpen = true, IsStable = true },
        new("saslContinue", ["conversationId", "payload"], ContinueAsync) { IsOpen = true, IsStable = true },
        new("logout", [], LogOutAsync) { IsOpen = true },
        new("connectionStatus", ["showPrivileges"], StatusAsync) { IsOpen = true },
        new("authenticate", ["mechanism", "user"], static (_, _) => throw NoMechanism("MONGODB-X509")) { IsOpen = true, IsStable = true },
    ];

    private async ValueTask<BsonDocument> HelloAsync(WireCall call, CancellationToken cancellationToken)
    {
        CommandArguments arguments = call.Arguments;
        if (arguments.Document("topologyVersion") is not null && arguments.Number("maxAwaitTimeMS") is { } wait and > 0)
        {
            // Nothing changes as long as the server runs, so whoever waits for a change waits for all of the time.
            TimeSpan time = wait < s_longestWait.TotalMilliseconds ? TimeSpan.FromMilliseconds(wait) : s_longestWait;
            await Task.Delay(time, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (arguments.Value("client") is BsonDocument about && about.GetValue("application", BsonNull.Value) is BsonDocument application
            && application.GetValue("name", BsonNull.Value) is BsonString { Value: var name })
            call.Client.AppName = name;
        string self = settings.Advertised ?? call.Client.Server.ToString();
        var reply = new BsonDocument
        {
            [call.Command.Name == "hello" ? "isWritablePrimary" : "ismaster"] = true,
            ["helloOk"] = true,
            ["topologyVersion"] = new BsonDocument { ["processId"] = _process, ["counter"] = 0L },
            ["setName"] = SetName,
            ["setVersion"] = 1,
            ["hosts"] = new BsonArray { self },
            ["primary"] = self,
            ["me"] = self,
            ["secondary"] = false,
            ["electionId"] = new ObjectId("7fffffff0000000000000001"),
            ["maxBsonObjectSize"] = DocumentLimits.MaxBytes,
            ["maxMessageSizeBytes"] = MessageReader.MaxLength,
            ["maxWriteBatchSize"] = MaxWriteBatch,
            ["localTime"] = clock.GetUtcNow().UtcDateTime,
            ["logicalSessionTimeoutMinutes"] = (int)WireSessions.Lifetime.TotalMinutes,
            ["connectionId"] = call.Client.Id,
            ["minWireVersion"] = 0,
            ["maxWireVersion"] = MaxWireVersion,
            ["readOnly"] = false,
        };
        if (arguments.Value("compression") is BsonArray offered && offered.Contains("zlib"))
            reply["compression"] = new BsonArray { "zlib" };
        if (arguments.Value("saslSupportedMechs") is BsonString) reply["saslSupportedMechs"] = new BsonArray { Mechanism };
        if (arguments.Value("speculativeAuthenticate") is BsonDocument login
            && await TryStartAsync(call, login, cancellationToken) is { } begun)
            reply["speculativeAuthenticate"] = begun;
        return reply;
    }

    // A login that comes with the greeting; when it cannot be one, the client begins anew and is told why.
    private async ValueTask<BsonDocument?> TryStartAsync(WireCall call, BsonDocument login, CancellationToken cancellationToken)
    {
        if (login.GetValue("saslStart", 0) != 1 || login.GetValue("mechanism", "") != Mechanism || login.GetValue("db", "admin") != "admin")
            return null;
        return await BeginAsync(call.Client, new CommandArguments("saslStart", login), cancellationToken);
    }

    private async ValueTask<BsonDocument> StartAsync(WireCall call, CancellationToken cancellationToken)
    {
        string mechanism = call.Arguments.RequiredText("mechanism");
        if (mechanism != Mechanism) throw NoMechanism(mechanism);
        if (call.Database != "admin") throw Failed();
        return await BeginAsync(call.Client, call.Arguments, cancellationToken)
            ?? throw new DocumentException(17, "ProtocolError", "The first message of SCRAM is not valid.");
    }

    private async ValueTask<BsonDocument?> BeginAsync(WireClient client, CommandArguments login, CancellationToken cancellationToken)
    {
        (client.Talk, client.Proved) = (null, null);
        string message = Payload(login);
        if (ScramTalk.NameIn(message) is not { } name) return null;
        ScramKeys keys = await users.FindAsync(name, cancellationToken) is { } user
            ? user.Keys
            : ScramKeys.OfNobody(await users.SecretAsync(cancellationToken), name);
        client.EndsAtProof = login.Document("options") is { } options && options.GetValue("skipEmptyExchange", false).ToBoolean();
        client.Talk = ScramTalk.Begin(message, keys);
        return client.Talk is { } talk ? Step(talk.Reply, isDone: false) : null;
    }

    private async ValueTask<BsonDocument> ContinueAsync(WireCall call, CancellationToken cancellationToken)
    {
        WireClient client = call.Client;
        string message = Payload(call.Arguments);
        if (call.Arguments.Number("conversationId") != 1 || client is { Talk: null, Proved: null })
            throw new DocumentException(17, "ProtocolError", "No SASL session state found");
        if (client.Proved is { } proved)
        {
            client.Proved = null;
            if (message.Length > 0) throw Failed();
            LogIn(client, proved);
            return Step("", isDone: true);
        }
        ScramTalk talk = client.Talk!;
        client.Talk = null;
        string signature = await ProveAsync(client, talk, message, cancellationToken);
        // Somebody may have been deleted meanwhile.
        DatabaseUser user = await users.FindAsync(talk.User, cancellationToken) ?? throw Failed();
        if (client.EndsAtProof) LogIn(client, user);
        else client.Proved = user;
        return Step(signature, client.EndsAtProof);
    }

    private async Task<string> ProveAsync(WireClient client, ScramTalk talk, string message, CancellationToken cancellationToken)
    {
        try
        {
            return await limiter.AttemptAsync(
                client.Address.Address.ToString(), $"database-user/{talk.User}",
                () => Task.FromResult(talk.Finish(message) ?? throw ApiException.BadCredential()), cancellationToken);
        }
        catch (ApiException refused)
        {
            NotLoggedIn(_logger, talk.User, client.Address.Address);
            throw refused.Status == 401
                ? Failed()
                : new DocumentException(18, "AuthenticationFailed", "Authentication failed: too many attempts; try again later.");
        }
    }

    private void LogIn(WireClient client, DatabaseUser user)
    {
        client.User = user;
        client.SeenAt = clock.GetUtcNow().UtcDateTime;
        LoggedIn(_logger, user.Name, client.Address.Address);
    }

    private static ValueTask<BsonDocument> LogOutAsync(WireCall call, CancellationToken cancellationToken)
    {
        (call.Client.User, call.Client.Talk, call.Client.Proved) = (null, null, null);
        return new ValueTask<BsonDocument>(new BsonDocument());
    }

    private static ValueTask<BsonDocument> StatusAsync(WireCall call, CancellationToken cancellationToken)
    {
        var authentication = new BsonDocument
        {
            ["authenticatedUsers"] = Of(call.Client.User, static user => new BsonDocument { ["user"] = user.Name, ["db"] = "admin" }),
            ["authenticatedUserRoles"] = Of(call.Client.User, static _ => new BsonDocument { ["role"] = "root", ["db"] = "admin" }),
        };
        if (call.Arguments.Flag("showPrivileges")) authentication["authenticatedUserPrivileges"] = new BsonArray();
        return new ValueTask<BsonDocument>(new BsonDocument("authInfo", authentication));

        static BsonArray Of(DatabaseUser? user, Func<DatabaseUser, BsonDocument> tell) => user is null ? [] : [tell(user)];
    }

    private static string Payload(CommandArguments arguments) => arguments.Value("payload") switch
    {
        BsonBinaryData binary => Encoding.UTF8.GetString(binary.Bytes),
        BsonString text => text.Value,
        _ => throw arguments.Missing("payload"),
    };

    private static BsonDocument Step(string payload, bool isDone) => new()
    {
        ["conversationId"] = 1, ["done"] = isDone, ["payload"] = new BsonBinaryData(Encoding.UTF8.GetBytes(payload)), ["ok"] = 1.0,
    };

    private static DocumentException Failed() => new(18, "AuthenticationFailed", "Authentication failed.");

    private static DocumentException NoMechanism(string mechanism) => new(
        334, "MechanismUnavailable",
            $"Unsupported mechanism '{mechanism}' on authentication database 'admin'; {Mechanism} is the one that there is.");

    [LoggerMessage(1, LogLevel.Information, "database user '{User}' has logged in from {Address}")]
    private static partial void LoggedIn(ILogger logger, string user, IPAddress address);

    [LoggerMessage(2, LogLevel.Warning, "a login as database user '{User}' from {Address} failed")]
    private static partial void NotLoggedIn(ILogger logger, string user, IPAddress address);
}
