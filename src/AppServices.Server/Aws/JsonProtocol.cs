using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>
/// Services that take an action's name in a header and its input as JSON, such as Kinesis. Source: Smithy, awsJson1_0 and awsJson1_1.
/// </summary>
/// <param name="target">What stands before the action's name.</param>
/// <param name="version">The version of the form: 1.0 or 1.1.</param>
/// <param name="binaries">The members that are bytes, which JSON has as base64.</param>
internal sealed class JsonProtocol(string target, string version, params string[] binaries) : AwsProtocol
{
    public override AwsRequest Write(string action, BsonDocument input)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body)) Write(writer, "input", input);
        return new AwsRequest(HttpMethod.Post, "/")
        {
            Headers =
            [
                new HeaderLines("Content-Type", [$"application/x-amz-json-{version}"]),
                new HeaderLines("X-Amz-Target", [$"{target}.{action}"]),
            ],
            Body = body.ToArray(),
        };
    }

    public override BsonValue Read(string action, OutgoingReply reply)
    {
        if (reply.Body.Length == 0) return new BsonDocument();
        using JsonDocument body = Parse(reply);
        return Read("", body.RootElement);
    }

    public override (string Code, string Message) ReadError(OutgoingReply reply)
    {
        using JsonDocument? body = TryParse(reply);
        JsonElement error = body?.RootElement is { ValueKind: JsonValueKind.Object } root ? root : default;
        string code = Text(error, "__type") ?? Text(error, "code") ?? (reply["x-amzn-ErrorType"] is [{ } type, ..] ? type : "");
        // Such as com.amazonaws.kinesis#ResourceNotFoundException, or ResourceNotFoundException:http://...
        return (code.Split('#')[^1].Split(':')[0], Text(error, "message") ?? Text(error, "Message") ?? "");
    }

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonDocument Parse(OutgoingReply reply) => TryParse(reply) ?? throw new OutgoingHttpException("the reply is no JSON");

    private static JsonDocument? TryParse(OutgoingReply reply)
    {
        try
        {
            return JsonDocument.Parse(reply.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(Utf8JsonWriter writer, string name, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                writer.WriteStartObject();
                foreach (BsonElement member in document.Elements.Where(member => !AwsValues.IsMissing(member.Value)))
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Name, member.Value);
                }
                writer.WriteEndObject();
                break;
            case BsonArray array:
                writer.WriteStartArray();
                foreach (BsonValue item in array) Write(writer, name, item);
                writer.WriteEndArray();
                break;
            case BsonString text when binaries.Contains(name): writer.WriteBase64StringValue(AwsValues.Bytes(text, name)); break;
            case BsonBoolean flag: writer.WriteBooleanValue(flag.Value); break;
            case BsonInt32 number: writer.WriteNumberValue(number.Value); break;
            case BsonInt64 number: writer.WriteNumberValue(number.Value); break;
            case BsonDouble { Value: var number } when double.IsInteger(number) && Math.Abs(number) < 1L << 53:
                writer.WriteNumberValue((long)number);
                break;
            case BsonDouble { Value: var number } when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case BsonDateTime date: writer.WriteNumberValue(date.MillisecondsSinceEpoch / 1000m); break;
            case BsonNull or BsonUndefined: writer.WriteNullValue(); break;
            default: writer.WriteStringValue(AwsValues.Text(value, name)); break;
        }
    }

    private BsonValue Read(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => new BsonDocument(Members(value)),
        JsonValueKind.Array => new BsonArray(value.EnumerateArray().Select(item => Read(name, item))),
        JsonValueKind.String when binaries.Contains(name) && value.TryGetBytesFromBase64(out byte[]? bytes) => new BsonBinaryData(bytes),
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when value.TryGetInt32(out int number) => number,
        JsonValueKind.Number when value.TryGetInt64(out long number) => number,
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => BsonBoolean.True,
        JsonValueKind.False => BsonBoolean.False,
        _ => BsonNull.Value,
    };

    // Of a name that stands twice the last one counts.
    private Dictionary<string, object> Members(JsonElement value)
    {
        var members = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject()) members[member.Name] = Read(member.Name, member.Value);
        return members;
    }
}
