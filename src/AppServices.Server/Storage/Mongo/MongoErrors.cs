using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AppServices.Mql;
using MongoDB.Bson;
using MongoDB.Driver;

namespace AppServices.Server.Storage.Mongo;

/// <summary>What MongoDB and its driver refuse or fail with, in the words of a store.</summary>
internal static partial class MongoErrors
{
    private const int Unauthorized = 13;
    private const int AuthenticationFailed = 18;

    /// <summary>Calls the driver.</summary>
    /// <param name="connection">What is called.</param>
    /// <param name="collection">What the call is about, where that can be said.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="StoreUnavailableException">It cannot be reached.</exception>
    /// <exception cref="DocumentException">It refuses.</exception>
    /// <exception cref="DuplicateKeyException">A unique value is taken.</exception>
    public static async Task<T> CallAsync<T>(MongoConnection connection, CollectionName? collection, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception error) when (Translate(error, connection, collection) is not null)
        {
            throw Translate(error, connection, collection)!;
        }
    }

    /// <summary>Whether an error has undone a transaction in which it may be tried again.</summary>
    public static bool IsPassing(Exception error) =>
        error is MongoException known && known.HasErrorLabel("TransientTransactionError");

    /// <summary>Whether nobody knows how a commit went, so that it has to be asked for again.</summary>
    public static bool IsUnknown(Exception error) =>
        error is MongoException known && known.HasErrorLabel("UnknownTransactionCommitResult");

    /// <summary>What an error is to those who know no driver; null for one that is none of MongoDB's.</summary>
    public static Exception? Translate(Exception error, MongoConnection connection, CollectionName? collection) => error switch
    {
        MongoAuthenticationException => Unreachable(connection, "it refuses the login: look at user, password and authSource", error),
        MongoExecutionTimeoutException => DocumentException.MaxTimeExpired(),
        MongoNotPrimaryException or MongoNodeIsRecoveringException =>
            Unreachable(connection, "the server that was asked can do nothing at the moment", error),
        MongoCommandException refused => Refusal(
            refused.Code, refused.CodeName, AsApps(refused.ErrorMessage, connection, collection), refused.Result, collection),
        MongoWriteException { WriteError: { } refused } => Refusal(refused, collection),
        MongoCursorNotFoundException lost => new DocumentException(43, "CursorNotFound", $"cursor id {lost.CursorId} not found"),
        MongoConnectionPoolPausedException or MongoWaitQueueFullException =>
            Unreachable(connection, "no connection is free", error),
        MongoConnectionException => Unreachable(connection, "the connection broke", error),
        MongoIncompatibleDriverException => Unreachable(connection, "its version is too old; 6.0 or later is needed", error),
        TimeoutException => Unreachable(connection, "no server that can do it answers", error),
        MongoException other => Unreachable(connection, other.GetType().Name, other),
        _ => null,
    };

    /// <summary>What the server refuses, by what it says of it.</summary>
    /// <param name="error">The error, which has code, text and what key is taken.</param>
    /// <param name="collection">The collection that it is about.</param>
    public static Exception Refusal(BsonDocument error, CollectionName? collection)
    {
        int code = error.GetValue("code", 0).ToInt32();
        return Refusal(
            code, error.GetValue("codeName", BsonNull.Value) as BsonString is { } name ? name.Value : null,
            error.GetValue("errmsg", "").ToString() ?? "", error, collection);
    }

    // A name that apps know, in place of the one that it has there.
    private static string? AsApps(string? text, MongoConnection connection, CollectionName? collection) =>
        collection is null or { Source: "" } ? text : text?.Replace($"{connection.DatabaseOf(collection)}.", $"{collection.Database}.");

    // Which key is taken a write error says in its text only.
    private static Exception Refusal(WriteError error, CollectionName? collection)
    {
        if (error.Code == DuplicateKeyException.Code && collection is not null
            && TakenKey().Match(error.Message) is { Success: true } taken)
        {
            return new DuplicateKeyException(
                collection, taken.Groups["index"].Value,
                BsonDocument.TryParse(taken.Groups["key"].Value, out BsonDocument key) ? key : []);
        }
        var told = new BsonDocument();
        if (error.Details is { } details) told["errInfo"] = details;
        return Refusal(error.Code, null, error.Message, told, collection);
    }

    [GeneratedRegex(@"index: (?<index>.+?)(?: collation: \{.*?\})? dup key: (?<key>\{.*\})", RegexOptions.NonBacktracking)]
    private static partial Regex TakenKey();

    private static Exception Refusal(int code, string? codeName, string? text, BsonDocument? error, CollectionName? collection)
    {
        if (code == DuplicateKeyException.Code && collection is not null)
        {
            BsonDocument key = error?.GetValue("keyValue", BsonNull.Value) as BsonDocument ?? [];
            BsonDocument pattern = error?.GetValue("keyPattern", BsonNull.Value) as BsonDocument
                ?? new BsonDocument(key.Select(field => new BsonElement(field.Name, 1)));
            return new DuplicateKeyException(collection, NameOf(pattern), key);
        }
        return new DocumentException(
            code, codeName ?? DocumentException.Numbered(code, "").CodeName,
            code is Unauthorized or AuthenticationFailed ? $"MongoDB does not let its user do that: {text}" : text ?? "")
        {
            ErrorInfo = error?.GetValue("errInfo", BsonNull.Value) as BsonDocument,
        };
    }

    /// <summary>The name that an index of some fields has unless somebody gave it another, which is not told with the error.</summary>
    private static string NameOf(BsonDocument pattern) => pattern is { ElementCount: 1 } && pattern.GetElement(0).Name == "_id"
        ? IndexDefinition.Ids.Name!
        : new IndexDefinition(pattern).NameOrMade;

    private static StoreUnavailableException Unreachable(MongoConnection connection, string reason, Exception error) =>
        new($"MongoDB at {connection.Address.Hosts} cannot be used: {reason}.", error);
}
