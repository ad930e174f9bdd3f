using System;
using AppServices.Mql;
using AppServices.Mql.Updates;
using AppServices.Server.Operations;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>What becomes of a document that is stored anew.</summary>
public sealed class NewDocumentTests
{
    [Fact]
    public void An_empty_timestamp_becomes_the_time_where_it_is_a_field()
    {
        var empty = new BsonTimestamp(0, 0);
        var document = new BsonDocument { { "_id", empty }, { "a", empty }, { "b", empty }, { "c", new BsonDocument("d", empty) }, { "e", new BsonTimestamp(0, 1) } };
        BsonDocument filled = EmptyTimestamps.Fill(document);
        Assert.InRange((uint)filled["a"].AsBsonTimestamp.Timestamp, 1_700_000_000u, uint.MaxValue);
        Assert.NotEqual(filled["a"], filled["b"]);
        Assert.Equal((empty, empty, new BsonTimestamp(0, 1)), (filled["_id"], filled["c"]["d"], filled["e"]));
        Assert.Equal(empty, document["a"]);
        var other = new BsonDocument("a", 1);
        Assert.Same(other, EmptyTimestamps.Fill(other));
    }

    [Fact]
    public void So_it_does_in_a_replacement()
    {
        Update update = UpdateParser.Parse(new BsonDocument("at", new BsonTimestamp(0, 0)), null, TestContext.Current.CancellationToken);
        BsonDocument after = update.Apply(new BsonDocument("_id", 1), AppServices.Mql.Queries.AndPredicate.Everything, DateTime.UtcNow)!;
        Assert.NotEqual(new BsonTimestamp(0, 0), after["at"]);
    }

    [Fact]
    public void An_id_may_not_have_names_of_operators()
    {
        DocumentException error = Assert.Throws<DocumentException>(() =>
            DocumentId.Complete(new BsonDocument("_id", new BsonDocument("$a", 1))));
        Assert.Equal(52, error.Code);
    }
}
