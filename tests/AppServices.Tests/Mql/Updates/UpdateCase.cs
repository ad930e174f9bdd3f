using System;
using AppServices.Mql;
using AppServices.Mql.Queries;
using AppServices.Mql.Updates;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Mql.Updates;

/// <summary>An update of a document, at a time that never changes.</summary>
internal static class UpdateCase
{
    public static DateTime Now { get; } = new(2024, 2, 29, 12, 0, 0, DateTimeKind.Utc);

    /// <summary>The update gives a document, which is the very same one where nothing changes; the old one stays as it was.</summary>
    public static void Check(string update, string before, string after, string query = "{}", string? filters = null)
    {
        BsonDocument document = Shell.Document(before);
        BsonDocument result = Parse(update, filters).Apply(document, QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken), Now);
        Assert.Equal(Shell.Exact(Shell.Document(after)), Shell.Exact(result));
        Assert.Equal(Shell.Exact(Shell.Document(before)), Shell.Exact(document));
        if (Shell.Exact(Shell.Document(before)) == Shell.Exact(Shell.Document(after))) Assert.Same(document, result);
    }

    /// <summary>The update cannot be applied to a document.</summary>
    public static void CheckError(string update, string before, int code, string message, string query = "{}", string? filters = null)
    {
        BsonDocument document = Shell.Document(before);
        Update parsed = Parse(update, filters);
        CheckError(() => parsed.Apply(document, QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken), Now), code, message);
        Assert.Equal(Shell.Exact(Shell.Document(before)), Shell.Exact(document));
    }

    /// <summary>The update cannot be applied to anything.</summary>
    public static void CheckParseError(string update, int code, string message, string? filters = null) =>
        CheckError(() => Parse(update, filters), code, message);

    public static void CheckUpsert(string update, string query, string inserted, string? filters = null) =>
        Assert.Equal(Shell.Exact(Shell.Document(inserted)), Shell.Exact(Parse(update, filters).CreateUpsert(QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken), NewId, Now)));

    public static void CheckUpsertError(string update, string query, int code, string message) =>
        CheckError(() => Parse(update, null).CreateUpsert(QueryParser.Parse(Shell.Document(query), TestContext.Current.CancellationToken), NewId, Now), code, message);

    public static void CheckError(Action action, int code, string message)
    {
        DocumentException error = Assert.Throws<DocumentException>(action);
        Assert.Equal((code, message), (error.Code, error.Message));
    }

    private static Update Parse(string update, string? filters) => UpdateParser.Parse(Shell.Value(update), filters is null ? null : Shell.Value(filters).AsBsonArray, TestContext.Current.CancellationToken);

    private static BsonString NewId() => new("new");
}
