using System.Collections.Immutable;
using System.Linq;
using AppServices.Server.Storage;

namespace AppServices.Server.Functions.Data;

/// <summary>
/// The sessions of a call, whichever of its functions began them. A write that waits for a transaction of its own call waits for ever.
/// </summary>
/// <param name="asking">Those of the call whose rules this one is asked for, which goes on when it has ended; null for none.</param>
internal sealed class CallSessions(CallSessions? asking = null)
{
    // Those of a rule's call are looked at by another thread.
    private ImmutableArray<SessionObject> _begun = [];

    /// <summary>Adds a session.</summary>
    public void Add(SessionObject session) => ImmutableInterlocked.Update(ref _begun, static (all, added) => all.Add(added), session);

    /// <summary>What is wrong with a write now, as it would wait for ever; null when it would not.</summary>
    /// <param name="store">Where it writes.</param>
    /// <param name="transaction">The transaction that it is part of; null for none.</param>
    public string? ProblemOf(IDataStore store, IStoreTransaction? transaction)
    {
        if (!store.WritesInTurn) return null;
        if (Excludes(store, transaction))
        {
            return transaction is null
                ? "a write without { session } would wait for this function's own transaction; pass the session"
                : "a write in this session would wait for this function's transaction in another one; end that one first";
        }
        return asking?.AnyExcludes(store) is true
            ? "a function that a rule calls cannot write now: it would wait for the transaction in which the rule is asked"
            : null;
    }

    private bool AnyExcludes(IDataStore store) => Excludes(store, except: null) || asking?.AnyExcludes(store) is true;

    private bool Excludes(IDataStore store, IStoreTransaction? except) => _begun.Any(
        session => session.Store == store && session.IsWriting && session.Transaction != except);
}
