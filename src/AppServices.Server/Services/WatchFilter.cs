using System;
using System.Threading;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Values;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// Which events of a collection a client wants, those of some documents, or those that match a query on the event, and in which form
/// (client-api 8.1).
/// </summary>
internal sealed class WatchFilter : IDisposable
{
    private readonly OperationClock _clock;
    private readonly BsonArray? _ids;
    private readonly Predicate _filter;
    private readonly bool _isCompact;

    /// <param name="arguments">The arguments of the call.</param>
    /// <param name="maxTime">How long one event may take.</param>
    /// <param name="cancellationToken">Ends the stream, also in the middle of an event.</param>
    /// <exception cref="DocumentException">The arguments are not valid.</exception>
    public WatchFilter(MongoArguments arguments, TimeSpan maxTime, CancellationToken cancellationToken)
    {
        _clock = new OperationClock(maxTime, cancellationToken);
        _ids = arguments.Array("ids");
        _filter = _clock.Run(() => QueryParser.Parse(arguments.Document("filter"), _clock.Token));
        _isCompact = arguments.Flag("useCompactEvents");
    }

    /// <exception cref="DocumentException">The query took too long, or fails.</exception>
    public bool Wants(ChangeEvent change)
    {
        if (!IsOfWantedId(change)) return false;
        _clock.Reset();
        return _clock.Run(() => _filter.Matches(change.Document));
    }

    public void Dispose() => _clock.Dispose();

    /// <summary>An event as the client gets it.</summary>
    public BsonDocument Form(ChangeEvent change) => _isCompact ? CompactEvent.Of(change) : change.Document;

    private bool IsOfWantedId(ChangeEvent change)
    {
        if (_ids is null) return true;
        BsonValue id = change.Document["documentKey"]["_id"];
        foreach (BsonValue wanted in _ids)
            if (BsonOrder.AreEqual(wanted, id)) return true;
        return false;
    }
}
