using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>Lambda's <c>Invoke</c>, whose input is in path and headers and whose payload is the body.</summary>
internal sealed class LambdaProtocol : AwsProtocol
{
    private static readonly Dictionary<string, string> s_headers = new(StringComparer.Ordinal)
    {
        ["InvocationType"] = "X-Amz-Invocation-Type",
        ["LogType"] = "X-Amz-Log-Type",
        ["ClientContext"] = "X-Amz-Client-Context",
    };

    public override AwsRequest Write(string action, BsonDocument input)
    {
        if (action != "Invoke") throw new OutgoingHttpException($"this server knows no action '{action}' of lambda, only 'Invoke'");
        string function = AwsValues.Required(input, "FunctionName");
        return new AwsRequest(HttpMethod.Post, $"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations")
        {
            Query = [.. Given("Qualifier").Select(value => KeyValuePair.Create("Qualifier", AwsValues.Text(value, "Qualifier")))],
            Headers = [.. s_headers.SelectMany(
                header => Given(header.Key).Select(value => new HeaderLines(header.Value, [AwsValues.Text(value, header.Key)])))],
            Body = Given("Payload").Select(value => AwsValues.Bytes(value, "Payload")).FirstOrDefault() ?? [],
        };

        BsonValue[] Given(string name) => input.TryGetValue(name, out BsonValue value) && !AwsValues.IsMissing(value) ? [value] : [];
    }

    public override BsonValue Read(string action, OutgoingReply reply)
    {
        var output = new BsonDocument { ["StatusCode"] = reply.StatusCode, ["Payload"] = new BsonBinaryData(reply.Body) };
        foreach ((string header, string member) in new[]
            { ("X-Amz-Function-Error", "FunctionError"), ("X-Amz-Log-Result", "LogResult"), ("X-Amz-Executed-Version", "ExecutedVersion") })
            if (reply[header] is [{ } value, ..]) output[member] = value;
        return output;
    }

    public override (string Code, string Message) ReadError(OutgoingReply reply)
    {
        string code = reply["x-amzn-ErrorType"] is [{ } type, ..] ? type.Split(':')[0] : "";
        JsonObject? error = reply.ReadObject();
        return (code, (error?["message"] ?? error?["Message"])?.ToString() ?? "");
    }
}
