using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using AppServices.Bson;
using AppServices.Ejson;
using AppServices.Functions;
using AppServices.Http;

namespace AppServices.Documents;

/// <summary>Reads replies of the database that are no list of documents. Source: client-api 7.1, 7.3.</summary>
internal static class DataReply
{
    private const string WriteResult = "the result of a write";

    /// <summary>How many; a count that is missing is 0.</summary>
    public static long Count(AppReply reply, string action) =>
        ToLong(FunctionInvocation.ReadResult(reply, action, EjsonFormat.Default.Reader))
            ?? throw InvalidReply.Create(reply, action, "a number");

    /// <summary>A document or null.</summary>
    public static object? Document(AppReply reply, string action, EjsonReader reader) =>
        FunctionInvocation.ReadResult(reply, action, reader) is var document and not BsonUndefined ? document : null;

    public static UpdateResult Update(AppReply reply, string action, EjsonReader reader)
    {
        Dictionary<string, object?> fields = Fields(reply, action, reader);
        return new UpdateResult(
            Number(fields, "matchedCount"), Number(fields, "modifiedCount"), fields.TryGetValue("upsertedId", out object? id) ? id : null);
    }

    public static long Deleted(AppReply reply, string action) => Number(Fields(reply, action, EjsonFormat.Default.Reader), "deletedCount");

    public static IReadOnlyList<object?> InsertedIds(AppReply reply, string action, EjsonReader reader) =>
        Fields(reply, action, reader).TryGetValue("insertedIds", out object? ids) && ids is IReadOnlyList<object?> list
            ? list
            : throw InvalidReply.Create(reply, action, WriteResult);

    /// <summary>The result of a bulk write; ids are plain .NET values.</summary>
    public static BulkWriteResult Bulk(AppReply reply, string action)
    {
        Dictionary<string, object?> fields = Fields(reply, action, EjsonFormat.Default.Reader);
        return new BulkWriteResult
        {
            InsertedCount = Number(fields, "insertedCount"),
            MatchedCount = Number(fields, "matchedCount"),
            ModifiedCount = Number(fields, "modifiedCount"),
            DeletedCount = Number(fields, "deletedCount"),
            InsertedIds = [.. Items("insertedIds").Select(id => (Place(id), id["_id"]))],
            UpsertedIds = [.. Items("upsertedIds").Select(id => (Place(id), id["_id"]))],
            Errors = [.. Items("writeErrors").Select(error => (Place(error), ToError(error)))],
        };

        IEnumerable<BsonDocument> Items(string name) => fields.TryGetValue(name, out object? items) && items is object?[] list
            ? list.Select(item => item as BsonDocument ?? throw InvalidReply.Create(reply, action, WriteResult))
            : throw InvalidReply.Create(reply, action, WriteResult);

        int Place(BsonDocument item) =>
            item["index"] is int place && place >= 0 ? place : throw InvalidReply.Create(reply, action, WriteResult);

        AppServicesException ToError(BsonDocument error) => new($"{action} failed: {error["errmsg"]} ({error["error_code"]}).")
        {
            Code = error["error_code"] as string,
            Reason = error["errmsg"] as string,
            StatusCode = 400,
            RequestId = reply.RequestId,
        };
    }

    // The result's own fields, whatever the reader makes of documents.
    private static Dictionary<string, object?> Fields(AppReply reply, string action, EjsonReader reader)
    {
        var fields = new Dictionary<string, object?>();
        try
        {
            var json = new Utf8JsonReader(reply.Body, reader.JsonOptions);
            if (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    string name = json.GetString()!;
                    json.Read();
                    fields[name] = reader.ReadValue(ref json);
                }
                return fields;
            }
        }
        catch (JsonException error)
        {
            throw InvalidReply.Create(reply, action, WriteResult, error);
        }
        catch (EjsonException error)
        {
            throw InvalidReply.Create(reply, action, WriteResult, error);
        }
        throw InvalidReply.Create(reply, action, WriteResult);
    }

    private static long Number(Dictionary<string, object?> fields, string name) =>
        fields.TryGetValue(name, out object? value) ? ToLong(value) ?? 0 : 0;

    private static long? ToLong(object? value) => value switch
    {
        int number => number,
        long number => number,
        double number => (long)number,
        _ => null,
    };
}
