using AppServices.Server.Documents;
using AppServices.Server.Documents.Queries;
using AppServices.Server.Documents.Values;
using AppServices.Server.Storage;
using MongoDB.Bson;

namespace AppServices.Server.Services;

/// <summary>Which events of a collection a client wants: those of some documents, or those that match a query on the event (protocol.md 8.1).</summary>
internal sealed class WatchFilter
{
    private readonly BsonArray? _ids;
    private readonly Predicate _filter;

    /// <exception cref="DocumentException">The arguments are not valid.</exception>
    public WatchFilter(MongoArguments arguments)
    {
        _ids = arguments.Array("ids");
        _filter = QueryParser.Parse(arguments.Document("filter"));
    }

    public bool Wants(ChangeEvent change) => IsOfWantedId(change) && _filter.Matches(change.Document);

    private bool IsOfWantedId(ChangeEvent change)
    {
        if (_ids is null) return true;
        BsonValue id = change.Document["documentKey"]["_id"];
        foreach (BsonValue wanted in _ids)
            if (BsonOrder.AreEqual(wanted, id)) return true;
        return false;
    }
}
