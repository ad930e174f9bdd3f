using MongoDB.Bson;

namespace AppServices.Server.Storage;

/// <summary>One change of a document, or a condition of the changes beside it.</summary>
internal abstract record StateWrite(StateSchema Collection)
{
    /// <summary>A new document.</summary>
    public sealed record Insert(StateSchema Collection, BsonDocument Document) : StateWrite(Collection);

    /// <summary>New content of the document with the same <c>_id</c>; nothing when there is none.</summary>
    public sealed record Replace(StateSchema Collection, BsonDocument Document) : StateWrite(Collection);

    /// <summary>New content of a document that must still be as it was read.</summary>
    public sealed record Change(StateSchema Collection, BsonDocument Before, BsonDocument After) : StateWrite(Collection);

    /// <summary>No change: a document that must exist for the other writes to have effect.</summary>
    public sealed record Require(StateSchema Collection, BsonValue Id) : StateWrite(Collection);

    /// <summary>No change: a document that must still be as it was read for the other writes to have effect.</summary>
    public sealed record Expect(StateSchema Collection, BsonDocument Document) : StateWrite(Collection);

    /// <summary>No change: a document that must not exist for the other writes to have effect.</summary>
    public sealed record RequireNone(StateSchema Collection, BsonValue Id) : StateWrite(Collection);

    /// <summary>The end of a document; nothing when there is none.</summary>
    public sealed record Delete(StateSchema Collection, BsonValue Id) : StateWrite(Collection);

    /// <summary>No change: a document that is told to those who read the collection's changes, and is not kept.</summary>
    public sealed record Tell(StateSchema Collection, BsonDocument Document) : StateWrite(Collection);

    /// <summary>The end of all documents whose indexed field equals a value, but for one whose <c>_id</c> may be given.</summary>
    public sealed record DeleteAll(StateSchema Collection, string Field, BsonValue Value, BsonValue? Except = null)
        : StateWrite(Collection);
}
