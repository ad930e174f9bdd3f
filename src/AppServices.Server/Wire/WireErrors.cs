using System;
using System.Linq;
using AppServices.Mql;
using AppServices.Server.Operations;
using AppServices.Server.Storage;
using Microsoft.Data.Sqlite;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Refusals as MongoDB's replies have them.</summary>
internal static class WireErrors
{
    private const int DuplicateKey = DuplicateKeyException.Code;

    // MongoDB retries these, and drivers do what a label says.
    private static readonly int[] s_retryable = [6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];
    private static readonly int[] s_transient = [24, 112, 246, 251, 267];

    // A change stream cannot go on after these.
    private static readonly int[] s_final = [280, 286];

    /// <summary>The reply that an exception makes; null when it is a fault of this server.</summary>
    public static BsonDocument? Reply(Exception error) => Describe(error) is not { } told ? null
        : new BsonDocument { ["ok"] = 0.0, ["errmsg"] = told["errmsg"] }.Merge(told);

    /// <summary>A fault of this server, of which the log has more.</summary>
    public static BsonDocument Fault() => new()
    {
        ["ok"] = 0.0,
        ["errmsg"] = "The server failed; its log has the reason.",
        ["code"] = 8,
        ["codeName"] = "UnknownError",
    };

    /// <summary>One of the errors of several writes; null when it is a fault of this server.</summary>
    public static BsonDocument? OfWrite(int index, Exception error)
    {
        if (Describe(error) is not { } told) return null;
        told.Remove("codeName");
        return new BsonDocument("index", index).Merge(told);
    }

    /// <summary>Adds what tells a driver whether to try again.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="body">The command.</param>
    public static void Label(BsonDocument reply, BsonDocument body)
    {
        if (reply.GetValue("code", BsonNull.Value) is not BsonInt32 { Value: var code }) return;
        var labels = new BsonArray();
        if (IsInTransaction(body) && (s_transient.Contains(code) || !EndsTransaction(body) && s_retryable.Contains(code)))
            labels.Add("TransientTransactionError");
        if (IsRetryable(code, body)) labels.Add("RetryableWriteError");
        if (s_final.Contains(code)) labels.Add("NonResumableChangeStreamError");
        if (labels.Count > 0) reply["errorLabels"] = labels;
    }

    /// <summary>Whether an error of a command says that it may be sent again with its number.</summary>
    public static bool IsRetryable(int code, BsonDocument body) =>
        body.Contains("txnNumber") && (!IsInTransaction(body) || EndsTransaction(body)) && s_retryable.Contains(code);

    private static bool IsInTransaction(BsonDocument body) => body.GetValue("autocommit", BsonNull.Value) is BsonBoolean { Value: false };

    private static bool EndsTransaction(BsonDocument body) =>
        body.ElementCount > 0 && body.GetElement(0).Name is "commitTransaction" or "abortTransaction";

    private static BsonDocument? Describe(Exception error) => error switch
    {
        DocumentException refused => new BsonDocument
        {
            { "code", refused.Code },
            { "codeName", refused.CodeName },
            { "errmsg", refused.Message },
            { "errInfo", refused.ErrorInfo, refused.ErrorInfo is not null },
        },
        DuplicateKeyException duplicate => new BsonDocument
        {
            ["code"] = DuplicateKey,
            ["codeName"] = "DuplicateKey",
            ["errmsg"] = duplicate.Message,
            ["keyPattern"] = new BsonDocument(duplicate.Key.Names.Select(static name => new BsonElement(name, 1))),
            ["keyValue"] = duplicate.Key,
        },
        WriteFailedException failed => Describe(failed.Errors[0].Error),
        OperationCanceledException => new BsonDocument
        {
            ["code"] = 11601, ["codeName"] = "Interrupted", ["errmsg"] = "operation was interrupted",
        },
        SqliteException { SqliteErrorCode: 13 } => new BsonDocument
        {
            ["code"] = 14031, ["codeName"] = "OutOfDiskSpace", ["errmsg"] = "The disk is full.",
        },
        _ => null,
    };
}
