using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AppServices.Tests.Aws;

/// <summary>
/// Stands for Amazon's services, Twilio and Google on 127.0.0.1. It computes the signature of each request anew, from what arrived, and
/// refuses one that is wrong.
/// </summary>
internal sealed class CloudServer : IAsyncDisposable
{
    public const string AccessKeyId = "AKIDEXAMPLE";
    public const string SecretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, (byte[] Body, string Type, Dictionary<string, string> Metadata)> _objects = new();

    private CloudServer(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    /// <summary>What was asked for, the newest last: the service and what its request says.</summary>
    public ConcurrentQueue<(string Service, string Text)> Requests { get; } = new();

    /// <summary>What is answered instead of the service's own; null for none.</summary>
    public Func<string, (int Status, string Text)?> Fault { get; set; } = static _ => null;

    public static async Task<CloudServer> StartAsync()
    {
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new CloudServer(application);
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        byte[] body = buffer.ToArray();
        string target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.StartsWith("/2010-04-01/", StringComparison.Ordinal)) await TwilioAsync(context, target, Encoding.UTF8.GetString(body));
        else if (Scope(context.Request) is not { } scope) await ReplyAsync(context, 403, "<Error><Code>AccessDenied</Code><Message>no signature</Message></Error>");
        else if (!IsSigned(context.Request, target, body, scope)) await ReplyAsync(context, 403, "<Error><Code>SignatureDoesNotMatch</Code><Message>The signature is another one.</Message></Error>");
        else if (Fault(scope[2]) is { } fault) await ReplyAsync(context, fault.Status, fault.Text);
        else await ServeAsync(context, scope[2], target, body);
    }

    // Date, region, service: from the header, or from the query of a link.
    private static string[]? Scope(HttpRequest request)
    {
        string credential = request.Query["X-Amz-Credential"].FirstOrDefault()
            ?? request.Headers.Authorization.ToString().Split("Credential=").ElementAtOrDefault(1)?.Split(',')[0] ?? "";
        string[] parts = credential.Split('/');
        return parts is [AccessKeyId, _, _, _, "aws4_request"] ? parts[1..4] : null;
    }

    private static bool IsSigned(HttpRequest request, string target, byte[] body, string[] scope)
    {
        bool isLink = request.Query.ContainsKey("X-Amz-Signature");
        string authorization = request.Headers.Authorization.ToString();
        string given = isLink ? request.Query["X-Amz-Signature"].ToString() : authorization.Split("Signature=")[1];
        string names = isLink ? request.Query["X-Amz-SignedHeaders"].ToString() : authorization.Split("SignedHeaders=")[1].Split(',')[0];
        string time = isLink ? request.Query["X-Amz-Date"].ToString() : request.Headers["X-Amz-Date"].ToString();
        string hash = isLink ? "UNSIGNED-PAYLOAD" : Convert.ToHexStringLower(SHA256.HashData(body));
        if (!isLink && request.Headers["X-Amz-Content-Sha256"] != hash) return false;
        if (isLink && DateTime.UtcNow > DateTime.ParseExact(time, "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AdjustToUniversal | System.Globalization.DateTimeStyles.AssumeUniversal)
            .AddSeconds(int.Parse(request.Query["X-Amz-Expires"]!, null))) return false;
        // All that say what is meant have to be signed.
        if (!isLink && request.Headers.Keys.Any(name => name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !names.Split(';').Contains(name.ToLowerInvariant())))
            return false;
        string[] parts = target.Split('?', 2);
        string path = scope[2] == "s3" ? parts[0] : string.Join('/', parts[0].Split('/').Select(Uri.EscapeDataString));
        string query = string.Join('&', (parts.ElementAtOrDefault(1) ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(field => !field.StartsWith("X-Amz-Signature=", StringComparison.Ordinal))
            .Select(field => field.Contains('=', StringComparison.Ordinal) ? field : field + "=").Order(StringComparer.Ordinal));
        string headers = string.Concat(names.Split(';').Select(name => $"{name}:{(name == "host" ? request.Host.Value : request.Headers[name].ToString().Trim())}\n"));
        string canonical = $"{request.Method}\n{path}\n{query}\n{headers}\n{names}\n{hash}";
        string text = $"AWS4-HMAC-SHA256\n{time}\n{string.Join('/', scope)}/aws4_request\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + SecretAccessKey);
        foreach (string part in scope.Append("aws4_request")) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return given == Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private async Task ServeAsync(HttpContext context, string service, string target, byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        context.Response.Headers["x-amzn-RequestId"] = "req-1";
        string action = context.Request.Headers["X-Amz-Target"].ToString();
        Requests.Enqueue((service, service switch
        {
            "s3" => $"{context.Request.Method} {target} {string.Join(' ', context.Request.Headers.Where(header => header.Key.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && header.Key is not ("X-Amz-Date" or "X-Amz-Content-Sha256")).Select(header => $"{header.Key}={header.Value}"))} {text}".Trim(),
            "lambda" => $"{target} {text}",
            _ => action.Length > 0 ? $"{action} {text}" : Uri.UnescapeDataString(text),
        }));
        switch (service)
        {
            case "s3": await S3Async(context, body); break;
            case "lambda":
                context.Response.Headers["X-Amz-Executed-Version"] = "$LATEST";
                if (text.Contains("fail", StringComparison.Ordinal)) context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
                await ReplyAsync(context, 200, $$"""{"got":{{text}}}""");
                break;
            case "ses" when text.Contains("Action=ListIdentities", StringComparison.Ordinal):
                await ReplyAsync(context, 200, "<ListIdentitiesResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><ListIdentitiesResult><Identities><member>a@example.com</member><member>example.com</member></Identities></ListIdentitiesResult></ListIdentitiesResponse>");
                break;
            case "ses" when text.Contains("Action=GetSendQuota", StringComparison.Ordinal):
                await ReplyAsync(context, 200, "<GetSendQuotaResponse><GetSendQuotaResult><Max24HourSend>200.5</Max24HourSend><MaxSendRate>1</MaxSendRate></GetSendQuotaResult></GetSendQuotaResponse>");
                break;
            case "ses" or "sns":
                string name = text.Split("Action=")[1].Split('&')[0];
                await ReplyAsync(context, 200, $"<{name}Response><{name}Result><MessageId>m-1</MessageId></{name}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{name}Response>");
                break;
            case "kinesis": await ReplyAsync(context, 200, """{"SequenceNumber":"1","ShardId":"s","Records":[{"Data":"aGk="}],"Number":9007199254740993}"""); break;
            default: await ReplyAsync(context, 200, """{"Item":{"n":{"N":"1"}},"MessageId":"m-2"}"""); break;
        }
    }

    private async Task S3Async(HttpContext context, byte[] body)
    {
        HttpRequest request = context.Request;
        string path = request.Path.Value!;
        switch (request.Method)
        {
            case "PUT":
                _objects[path] = (body, request.ContentType ?? "binary/octet-stream", request.Headers
                    .Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Key, header => header.Value.ToString()));
                context.Response.Headers.ETag = "\"" + Convert.ToHexStringLower(SHA256.HashData(body))[..32] + "\"";
                break;
            case "POST" when request.Query.ContainsKey("delete"):
                await ReplyAsync(context, 200, "<DeleteResult><Deleted><Key>a</Key></Deleted><Deleted><Key>b</Key></Deleted></DeleteResult>");
                break;
            case "DELETE":
                _objects.TryRemove(path, out _);
                context.Response.StatusCode = 204;
                break;
            case "GET" when path.Trim('/').Contains('/', StringComparison.Ordinal):
                if (!_objects.TryGetValue(path, out (byte[] Body, string Type, Dictionary<string, string> Metadata) found))
                {
                    await ReplyAsync(context, 404, "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
                    break;
                }
                context.Response.ContentType = found.Type;
                context.Response.Headers.ETag = "\"e\"";
                context.Response.Headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
                if (path.EndsWith(".gz", StringComparison.Ordinal)) context.Response.Headers.ContentEncoding = "gzip";
                foreach ((string key, string value) in found.Metadata) context.Response.Headers[key] = value;
                context.Response.ContentLength = found.Body.Length;
                await context.Response.Body.WriteAsync(found.Body);
                break;
            case "HEAD":
                context.Response.StatusCode = _objects.ContainsKey(path) ? 200 : 404;
                break;
            default:
                await ReplyAsync(context, 200, "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><KeyCount>2</KeyCount><IsTruncated>false</IsTruncated>"
                    + "<Contents><Key>a</Key><Size>3</Size><LastModified>2015-10-21T07:28:00.000Z</LastModified></Contents><Contents><Key>b</Key><Size>4</Size></Contents></ListBucketResult>");
                break;
        }
    }

    private async Task TwilioAsync(HttpContext context, string target, string body)
    {
        string basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("AC123:tok"));
        if (context.Request.Headers.Authorization != basic)
        {
            await ReplyAsync(context, 401, """{"code":20003,"message":"Authenticate"}""");
            return;
        }
        Requests.Enqueue(("twilio", $"{target} {body}"));
        if (body.Contains("To=nobody", StringComparison.Ordinal)) await ReplyAsync(context, 400, """{"code":21211,"message":"The 'To' number is not valid."}""");
        else await ReplyAsync(context, 201, new JsonObject { ["sid"] = "SM1" }.ToJsonString());
    }

    private static Task ReplyAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }
}
