using AppServices.Mql;
using AppServices.Mql.Queries;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Queries;

/// <summary>A query with documents that it finds and documents that it does not.</summary>
internal static class QueryCase
{
    public static void Check(string query, string found, string others)
    {
        Predicate predicate = QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken);
        foreach (BsonValue document in Shell.Value(found).AsBsonArray)
            Assert.True(predicate.Matches(document.AsBsonDocument), $"{query} should find {Shell.Exact(document)}");
        foreach (BsonValue document in Shell.Value(others).AsBsonArray)
            Assert.False(predicate.Matches(document.AsBsonDocument), $"{query} should not find {Shell.Exact(document)}");
    }

    public static void CheckError(string query, int code, string message)
    {
        DocumentException error = Assert.Throws<DocumentException>(() => QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken));
        Assert.Equal((code, message), (error.Code, error.Message));
    }
}
