using AppServices.Server.Documents;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>
/// Which events of a collection a client wants, those of some documents, or those that match a query on the event, and in which form
/// (protocol.md 8.1).
/// </summary>
internal sealed class WatchFilter
{
    private readonly BsonArray? _ids;
    private readonly Predicate _filter;
    private readonly bool _isCompact;

    /// <exception cref="DocumentException">The arguments are not valid.</exception>
    public WatchFilter(MongoArguments arguments)
    {
        _ids = arguments.Array("ids");
        _filter = QueryParser.Parse(arguments.Document("filter"));
        _isCompact = arguments.Flag("useCompactEvents");
    }

    public bool Wants(ChangeEvent change) => IsOfWantedId(change) && _filter.Matches(change.Document);

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
