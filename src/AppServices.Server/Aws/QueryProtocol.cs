using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>Services that take a form and answer with XML, such as SES. Source: Smithy, awsQuery.</summary>
/// <param name="version">The version of the service's interface.</param>
/// <param name="binaries">The members that are bytes, which forms have as base64.</param>
internal sealed class QueryProtocol(string version, params string[] binaries) : AwsProtocol
{
    // Objects that are maps and not structures: how an entry's key and value are called.
    private static readonly Dictionary<string, (string Key, string Value)> s_maps = new(StringComparer.Ordinal)
    {
        ["MessageAttributes"] = ("Name", "Value"),
        ["Attributes"] = ("key", "value"),
    };

    private static readonly AwsXml s_xml = new()
    {
        Numbers =
        [
            "Max24HourSend", "MaxSendRate", "SentLast24Hours", "DeliveryAttempts", "Bounces", "Complaints", "Rejects", "ReceiptHandleCount",
        ],
        Times = ["Timestamp", "CreatedTimestamp", "LastFreshStart", "Expiration"],
        Flags = ["Enabled", "DkimEnabled", "ForwardingEnabled", "HeadersInBounceNotificationsEnabled", "ScanEnabled"],
    };

    public override AwsRequest Write(string action, BsonDocument input)
    {
        var fields = new List<KeyValuePair<string, string>> { new("Action", action), new("Version", version) };
        foreach (BsonElement member in input) Add(fields, member.Name, member.Name, member.Value);
        return new AwsRequest(HttpMethod.Post, "/")
        {
            Headers = [new HeaderLines("Content-Type", ["application/x-www-form-urlencoded; charset=utf-8"])],
            Body = Encoding.UTF8.GetBytes(AwsRequest.Encode(fields)),
        };
    }

    public override BsonValue Read(string action, OutgoingReply reply)
    {
        BsonDocument response = s_xml.Read(reply.Body) as BsonDocument ?? [];
        return response.TryGetValue(action + "Result", out BsonValue result) && result is BsonDocument output ? output : new BsonDocument();
    }

    public override (string Code, string Message) ReadError(OutgoingReply reply) => AwsXml.ReadError(reply.Body);

    private void Add(List<KeyValuePair<string, string>> fields, string path, string name, BsonValue value)
    {
        switch (value)
        {
            case BsonNull or BsonUndefined:
                break;
            case BsonDocument document when s_maps.TryGetValue(name, out (string Key, string Value) entry):
                for (int i = 0; i < document.ElementCount; i++)
                {
                    BsonElement member = document.GetElement(i);
                    fields.Add(new($"{path}.entry.{i + 1}.{entry.Key}", member.Name));
                    Add(fields, $"{path}.entry.{i + 1}.{entry.Value}", entry.Value, member.Value);
                }
                break;
            case BsonDocument document:
                foreach (BsonElement member in document) Add(fields, $"{path}.{member.Name}", member.Name, member.Value);
                break;
            case BsonArray { Count: 0 }:
                fields.Add(new(path, ""));
                break;
            case BsonArray array:
                for (int i = 0; i < array.Count; i++) Add(fields, $"{path}.member.{i + 1}", name, array[i]);
                break;
            case BsonString text when Array.IndexOf(binaries, name) >= 0:
                fields.Add(new(path, Convert.ToBase64String(AwsValues.Bytes(text, name))));
                break;
            default:
                fields.Add(new(path, AwsValues.Text(value, name)));
                break;
        }
    }
}
