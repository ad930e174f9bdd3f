using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>Does actions of Amazon's services: signs them and sends them by the way of all outgoing HTTP (app-folder 4.13).</summary>
internal sealed class AwsClient(OutgoingClient client, AwsSettings settings, TimeProvider clock)
{
    public const string ErrorCode = "AWSError";

    private static readonly TimeSpan s_longestLink = TimeSpan.FromDays(7);

    /// <summary>Makes the request of an action, so that what is wrong with its input is known before anything is sent.</summary>
    /// <param name="service">The service of the app.</param>
    /// <param name="api">Which of Amazon's services is meant.</param>
    /// <param name="region">The region; null for that of the service.</param>
    /// <param name="action">The action, such as <c>PutObject</c>.</param>
    /// <param name="input">Its input.</param>
    /// <returns>What sends the request and reads the reply.</returns>
    /// <exception cref="OutgoingHttpException">Something is missing or wrong.</exception>
    public Func<CancellationToken, Task<BsonValue>> Prepare(
        AwsService service, AwsApi api, string? region, string action, BsonDocument input)
    {
        AwsKey key = KeyOf(service, api, region);
        if (api.Protocol is S3Protocol && action == "PresignURL")
        {
            string link = Link(key, api, input);
            return _ => Task.FromResult<BsonValue>(link);
        }
        AwsRequest request = api.Protocol.Write(action, input);
        return cancellationToken => SendAsync(request, key, api, action, cancellationToken);
    }

    private async Task<BsonValue> SendAsync(AwsRequest request, AwsKey key, AwsApi api, string action, CancellationToken cancellationToken)
    {
        (Uri server, AwsRequest placed) = Place(request, api, key.Region);
        string query = AwsRequest.Encode(placed.Query);
        IEnumerable<HeaderLines> proof =
            AwsSignature.Headers(placed, server.Authority, api.Protocol.EncodesPathTwice, key, clock.GetUtcNow());
        // A key of an object may have dots for a name, which an address that is tidied up would lose.
        var url = new Uri(
            $"{server.GetLeftPart(UriPartial.Authority)}{placed.Path}{(query.Length > 0 ? "?" + query : "")}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        OutgoingReply reply = await client.SendAsync(
            new OutgoingRequest(placed.Method, url)
            {
                Headers = [.. placed.Headers, .. proof],
                Body = placed.Method.Method is "GET" or "HEAD" or "DELETE" ? null : placed.Body,
                KeepsPacked = true,
            },
            static (_, _) => ValueTask.CompletedTask, cancellationToken);
        if (reply.IsSuccess) return api.Protocol.Read(action, reply);
        throw ToError(api.Protocol.ReadError(reply), reply);
    }

    private string Link(AwsKey key, AwsApi api, BsonDocument input)
    {
        double milliseconds = input.TryGetValue("ExpirationMS", out BsonValue given) && given.IsNumeric ? given.ToDouble() : 0;
        if (milliseconds < 1000 || milliseconds > s_longestLink.TotalMilliseconds)
        {
            throw AwsValues.Wrong(
                "ExpirationMS", $"from 1000 to {s_longestLink.TotalMilliseconds:0}: a link lives for up to {s_longestLink.Days} days");
        }
        (Uri server, AwsRequest placed) = Place(S3Protocol.Link(input), api, key.Region);
        return $"{server.GetLeftPart(UriPartial.Authority)}{placed.Path}?" + AwsRequest.Encode(
            AwsSignature.Query(placed, server.Authority, TimeSpan.FromMilliseconds(milliseconds), key, clock.GetUtcNow()));
    }

    private static AwsKey KeyOf(AwsService service, AwsApi api, string? region)
    {
        string where = region ?? service.Region ?? "";
        // It becomes a part of a host's name.
        if (where.Length is 0 or > 63
            || !where.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            throw new OutgoingHttpException(
                $"a region is needed, such as {api.Name}('us-east-1') or config.region of service '{service.Name}'", ErrorCode);
        }
        if (string.IsNullOrEmpty(service.AccessKeyId))
            throw new OutgoingHttpException($"service '{service.Name}' has no config.accessKeyId", ErrorCode);
        return new AwsKey(service.AccessKeyId, service.Secret.Require(service.Name, ErrorCode), where, api.Signing);
    }

    // A bucket is a part of the host's name, unless the name has dots, which certificates do not allow, or one server stands for all.
    private (Uri Server, AwsRequest Request) Place(AwsRequest request, AwsApi api, string region)
    {
        string host = $"{api.Host}.{region}.{(region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com")}";
        bool isInHost = request.Bucket is { } name && settings.Url is null && Uri.CheckHostName(name) == UriHostNameType.Dns
            && !name.Contains('.', StringComparison.Ordinal) && !name.Contains('_', StringComparison.Ordinal);
        if (isInHost) return (new Uri($"https://{request.Bucket}.{host}"), request);
        string path = request.Bucket is { } bucket ? $"/{bucket}{(request.Path == "/" ? "" : request.Path)}" : request.Path;
        return (settings.Url ?? new Uri($"https://{host}"), request with { Path = path });
    }

    // As Amazon's SDK for Go words it, which apps may look for.
    private static OutgoingHttpException ToError((string Code, string Message) error, OutgoingReply reply)
    {
        string id = reply["x-amzn-RequestId"].Concat(reply["x-amz-request-id"]).FirstOrDefault() ?? "";
        string code = error.Code.Length > 0 ? error.Code : reply.Status;
        return new OutgoingHttpException($"{code}: {error.Message}\n\tstatus code: {reply.StatusCode}, request id: {id}", ErrorCode);
    }
}
