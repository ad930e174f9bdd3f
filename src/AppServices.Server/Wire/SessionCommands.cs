using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Commands that begin and end sessions and transactions.</summary>
internal sealed class SessionCommands(WireSessions sessions, Cursors cursors) : IWireCommands
{
    private const int MaxEnded = 10_000;

    public IEnumerable<WireCommand> All =>
    [
        new("startSession", [], StartAsync),
        new("refreshSessions", [], RefreshAsync),
        new("endSessions", [], EndAsync) { IsOpen = true, IsStable = true },
        new("killSessions", [], EndAsync),
        new("killAllSessions", [], EndAllAsync),
        new("killAllSessionsByPattern", [], EndAllAsync),
        new("commitTransaction", ["recoveryToken"], WithoutTransaction)
        {
            Writes = true, JoinsTransactions = true, EndsTransaction = true, IsOfAdmin = true, IsStable = true,
        },
        new("abortTransaction", ["recoveryToken"], WithoutTransaction)
        {
            Writes = true, JoinsTransactions = true, EndsTransaction = true, IsOfAdmin = true, IsStable = true,
        },
    ];

    private static ValueTask<BsonDocument> StartAsync(WireCall call, CancellationToken cancellationToken) => new(new BsonDocument
    {
        ["id"] = new BsonDocument("id", new BsonBinaryData(Guid.NewGuid(), GuidRepresentation.Standard)),
        ["timeoutMinutes"] = (int)WireSessions.Lifetime.TotalMinutes,
    });

    private ValueTask<BsonDocument> RefreshAsync(WireCall call, CancellationToken cancellationToken)
    {
        foreach (SessionKey key in Sessions(call)) sessions.Refresh(key);
        return new ValueTask<BsonDocument>(new BsonDocument());
    }

    // Clients that have not logged in have no sessions, and end those that they think they have all the same.
    private async ValueTask<BsonDocument> EndAsync(WireCall call, CancellationToken cancellationToken)
    {
        if (call.Client.User is null) return [];
        foreach (SessionKey key in Sessions(call)) await EndAsync(key);
        return [];
    }

    private async ValueTask<BsonDocument> EndAllAsync(WireCall call, CancellationToken cancellationToken)
    {
        foreach (SessionKey key in sessions.All.Select(static session => session.Key).ToArray()) await EndAsync(key);
        return [];
    }

    private async Task EndAsync(SessionKey key)
    {
        await cursors.KillAsync(key, transaction: null);
        await sessions.EndAsync(key);
    }

    private static IEnumerable<SessionKey> Sessions(WireCall call)
    {
        if (call.Arguments.Array(call.Command.Name) is not { } ids) throw call.Arguments.Missing(call.Command.Name);
        if (ids.Count > MaxEnded) throw DocumentException.BadValue($"{call.Command.Name} takes {MaxEnded} sessions at most");
        return [.. ids.Select(id => SessionKey.Of(
            call.Client, id as BsonDocument ?? throw call.Arguments.WrongType(call.Command.Name, id, "object")))];
    }

    private static ValueTask<BsonDocument> WithoutTransaction(WireCall call, CancellationToken cancellationToken) =>
        throw new DocumentException(125, "CommandFailed", $"{call.Command.Name} must be run within a transaction");
}
