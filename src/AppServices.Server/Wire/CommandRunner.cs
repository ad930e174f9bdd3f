using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using AppServices.Server.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>
/// Runs commands: finds out whether the client may, reads what all commands have in common, joins them to their transactions, remembers
/// what numbered writes did, and completes the replies.
/// </summary>
internal sealed partial class CommandRunner(
    CommandTable table, WireDatabases databases, WireSessions sessions, Cursors cursors, RetryRecords retries, FailPoints faults,
    IDataStore store, ClusterClock clock, ILoggerFactory logs)
{
    // A transaction that finds another one writing does not wait for its end: that may depend on this one's.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private readonly ILogger _logger = logs.CreateLogger("mongodb");

    /// <summary>Runs a command.</summary>
    /// <param name="client">Who sent it.</param>
    /// <param name="body">What was sent.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <returns>The reply, also when the command is refused.</returns>
    public async Task<BsonDocument> RunAsync(WireClient client, BsonDocument body, CancellationToken cancellationToken)
    {
        BsonTimestamp begun = clock.Now();
        FailPoint? fault = faults.Take(client, body);
        if (fault?.Block is { Ticks: > 0 } block) await Task.Delay(block, cancellationToken);
        if (fault is { ClosesConnection: true, WorksFirst: false }) throw new ConnectionAbortedException();
        Task<BsonDocument> running = fault?.Refusal(body) is { } refusal
            ? Task.FromResult(refusal)
            : AnswerAsync(client, body, cancellationToken);
        // Whatever goes wrong concerns this command only.
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        BsonDocument reply;
        if (running.IsCompletedSuccessfully)
        {
            reply = await running;
        }
        else
        {
            Exception error = running.Exception?.InnerException ?? new OperationCanceledException();
            reply = WireErrors.Reply(error) ?? Fault(error, body);
            WireErrors.Label(reply, body);
        }
        if (!reply.Contains("ok")) reply["ok"] = 1.0;
        if (fault is { ClosesConnection: true }) throw new ConnectionAbortedException();
        fault?.Complete(reply, body);
        if (client.User is null) return reply;
        reply["$clusterTime"] = new BsonDocument
        {
            ["clusterTime"] = begun,
            ["signature"] = new BsonDocument { ["hash"] = new BsonBinaryData(new byte[20]), ["keyId"] = 0L },
        };
        reply["operationTime"] = begun;
        return reply;
    }

    private async Task<BsonDocument> AnswerAsync(WireClient client, BsonDocument body, CancellationToken cancellationToken)
    {
        if (body.ElementCount == 0) throw DocumentException.FailedToParse("a command has no name");
        string name = body.GetElement(0).Name;
        WireCommand? command = table.Find(name);
        if (client.User is null && command is not { IsOpen: true })
            throw new DocumentException(13, "Unauthorized", $"Command {name} requires authentication");
        if (command is null) throw new DocumentException(59, "CommandNotFound", $"no such command: '{name}'");
        if (!command.IsLenient) new CommandArguments(name, body).ExpectOnly(field => CommandTable.Knows(command, field));
        var call = new WireCall(client, command, body, databases, store) { Session = SessionOf(client, body) };
        if (command.IsOfAdmin && call.Database != "admin")
            throw new DocumentException(13, "Unauthorized", $"{name} may only be run against the admin database.");
        StableApi.Check(command, call.Arguments);
        WriteConcern concern = command.Writes ? WriteConcern.Read(call.Arguments) : WriteConcern.Done;
        ReadConcern.Check(call.Arguments);
        if (call.Session is { } key) sessions.Refresh(key);
        BsonDocument reply = await InSessionAsync(call, cancellationToken);
        return concern.Apply(reply);
    }

    private async Task<BsonDocument> InSessionAsync(WireCall call, CancellationToken cancellationToken)
    {
        CommandArguments arguments = call.Arguments;
        if (arguments.Number("txnNumber") is not { } number)
        {
            if (arguments.Value("autocommit") is not null || arguments.Value("startTransaction") is not null)
                throw new DocumentException(72, "InvalidOptions", "'autocommit' and 'startTransaction' need a 'txnNumber'");
            return await call.Command.RunAsync(call, cancellationToken);
        }
        if (call.Session is not { } key)
            throw new DocumentException(72, "InvalidOptions", "Transaction number requires a session ID to also be specified");
        if (number < 0) throw new DocumentException(72, "InvalidOptions", "Transaction number cannot be negative");
        bool isTransaction = arguments.Value("autocommit") is not null;
        if (isTransaction && arguments.Flag("autocommit"))
            throw new DocumentException(72, "InvalidOptions", "Specifying autocommit=true is not allowed.");
        WireSession session = sessions.Open(key);
        await session.Turn.WaitAsync(cancellationToken);
        try
        {
            if (!isTransaction) return await OnceAsync(call, session, number, cancellationToken);
            if (call.Command.EndsTransaction) return await EndAsync(call, session, number, cancellationToken);
            return await JoinAsync(call, session, number, cancellationToken);
        }
        finally
        {
            session.Turn.Release();
        }
    }

    private async Task<BsonDocument> JoinAsync(WireCall call, WireSession session, long number, CancellationToken cancellationToken)
    {
        bool begins = call.Arguments.Flag("startTransaction");
        if (!begins && call.Arguments.Value("readConcern") is not null)
            throw new DocumentException(72, "InvalidOptions", "Only the first command in a transaction may specify a readConcern");
        if (call.Arguments.Value("writeConcern") is not null)
            throw new DocumentException(72, "InvalidOptions", "writeConcern is not allowed within a multi-statement transaction");
        if (!call.Command.JoinsTransactions)
        {
            throw new DocumentException(
                263, "OperationNotSupportedInTransaction", $"Cannot run '{call.Command.Name}' in a multi-document transaction.");
        }
        long before = session.Number;
        if (begins && before != number) await cursors.KillAsync(session.Key, before);
        IStoreTransaction transaction = begins
            ? await session.BeginAsync(number, store, s_patience)
            : session.Continue(number);
        bool isDone = false;
        try
        {
            BsonDocument reply = await call.Command.RunAsync(call.Through(transaction, number), cancellationToken);
            isDone = !reply.Contains("writeErrors");
            return reply;
        }
        finally
        {
            // As at MongoDB, an error undoes the whole transaction.
            if (!isDone)
            {
                await cursors.KillAsync(session.Key, number);
                await session.AbortAsync();
            }
        }
    }

    private async Task<BsonDocument> EndAsync(WireCall call, WireSession session, long number, CancellationToken cancellationToken)
    {
        bool commits = call.Command.Name == "commitTransaction";
        await cursors.KillAsync(session.Key, number);
        if (commits && (session.HasCommitted(number) || !session.IsInTransaction
            && await HasCommittedAsync(session.Key, number, cancellationToken)))
            return [];
        IStoreTransaction transaction = session.Continue(number);
        if (!commits)
        {
            await session.AbortAsync();
            return [];
        }
        bool isDone = false;
        try
        {
            // Who asks again, after a crash as well, is told that it was committed.
            if (transaction.ExcludesOthers)
            {
                await transaction.WriteAsync(
                    async work =>
                    {
                        await retries.PutAsync(work, session.Key, new RetryRecord(number, []), CancellationToken.None);
                        return true;
                    },
                    CancellationToken.None);
            }
            await transaction.CommitAsync(CancellationToken.None);
            isDone = true;
        }
        finally
        {
            if (!isDone) await session.AbortAsync();
        }
        await session.CommittedAsync();
        return [];
    }

    private async ValueTask<bool> HasCommittedAsync(SessionKey key, long number, CancellationToken cancellationToken) =>
        await store.ReadOneAsync(work => RetryRecords.FindAsync(work, key, cancellationToken), cancellationToken) is
        { Reply.ElementCount: 0 } record && record.Number == number;

    private async Task<BsonDocument> OnceAsync(WireCall call, WireSession session, long number, CancellationToken cancellationToken)
    {
        if (!call.Command.IsRetryable)
        {
            throw DocumentException.Numbered(
                50768, "txnNumber may only be provided for multi-document transactions and retryable write commands. "
                    + $"autocommit:false was not provided, and {call.Command.Name} is not a retryable write command.");
        }
        await cursors.KillAsync(session.Key, session.Number);
        await session.AdvanceAsync(number);
        return await store.WriteAsync(
            async work =>
            {
                RetryRecord? known = await RetryRecords.FindAsync(work, session.Key, CancellationToken.None);
                if (known?.Number == number) return Repeated(known.Reply, call);
                if (known?.Number > number)
                {
                    throw new DocumentException(
                        225, "TransactionTooOld", $"Retryable write with txnNumber {number} is prohibited: a newer one has begun.");
                }
                BsonDocument reply = await call.Command.RunAsync(call.Through(new SessionAccess(work), null), cancellationToken);
                await retries.PutAsync(work, session.Key, new RetryRecord(number, reply), CancellationToken.None);
                return reply;
            },
            cancellationToken);
    }

    private static BsonDocument Repeated(BsonDocument reply, WireCall call)
    {
        var repeated = (BsonDocument)reply.DeepClone();
        int count = (call.Arguments.Value("documents") ?? call.Arguments.Value("updates") ?? call.Arguments.Value("deletes")
            ?? call.Arguments.Value("ops")) is BsonArray statements ? statements.Count : 1;
        var ids = new BsonArray();
        for (int i = 0; i < count; i++) ids.Add(i);
        repeated[call.Command.Name == "findAndModify" ? "retriedStmtId" : "retriedStmtIds"] =
            call.Command.Name == "findAndModify" ? (BsonValue)0 : ids;
        return repeated;
    }

    private static SessionKey? SessionOf(WireClient client, BsonDocument body)
    {
        if (client.User is null || body.GetValue("lsid", BsonNull.Value) is not BsonDocument session) return null;
        return SessionKey.Of(client, session);
    }

    private BsonDocument Fault(Exception error, BsonDocument body)
    {
        Failed(_logger, body.ElementCount > 0 ? body.GetElement(0).Name : "", error);
        return WireErrors.Fault();
    }

    [LoggerMessage(1, LogLevel.Error, "the command {Command} failed")]
    private static partial void Failed(ILogger logger, string command, Exception error);
}
