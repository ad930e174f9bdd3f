using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using AppServices.Server.OutgoingHttp;

namespace AppServices.Server.Aws;

/// <summary>Who asks, and where: what a signature is made with.</summary>
/// <param name="AccessKeyId">The name of the key.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
/// <param name="Service">The service's name in signatures, such as <c>ses</c>.</param>
internal sealed record AwsKey(string AccessKeyId, string SecretAccessKey, string Region, string Service);

/// <summary>
/// Signs requests by Signature Version 4. Source: Amazon's guide "Create a signed AWS API request", whose published examples are tests.
/// </summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Time = "X-Amz-Date";
    private const string BodyHash = "X-Amz-Content-Sha256";

    /// <summary>The headers that prove a request, which are sent with its own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="host">The value of its header <c>Host</c>.</param>
    /// <param name="encodesPathTwice">Whether the path is encoded once more.</param>
    /// <param name="key">Who asks.</param>
    /// <param name="now">When.</param>
    public static IEnumerable<HeaderLines> Headers(
        AwsRequest request, string host, bool encodesPathTwice, AwsKey key, DateTimeOffset now)
    {
        string hash = Hex(SHA256.HashData(request.Body));
        HeaderLines[] own = [new(Time, [Stamp(now)]), new(BodyHash, [hash])];
        (string Name, string Value)[] signed = [.. request.Headers.Concat(own)
            .Select(header => (Name: header.Name.ToLowerInvariant(), Value: header.Joined.Trim()))
            .Append((Name: "host", Value: host)).OrderBy(header => header.Name, StringComparer.Ordinal)];
        string path = encodesPathTwice ? EncodePath(request.Path) : request.Path;
        string signature = Sign(request.Method.Method, path, AwsRequest.Encode(request.Query), signed, hash, key, now);
        return [.. own, new HeaderLines("Authorization", [
            $"{Algorithm} Credential={key.AccessKeyId}/{Scope(key, now)}, SignedHeaders={Names(signed)}, Signature={signature}"])];
    }

    /// <summary>The query of an address that whoever has it may use for a time, without a key.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Query(
        AwsRequest request, string host, TimeSpan life, AwsKey key, DateTimeOffset now)
    {
        KeyValuePair<string, string>[] query =
        [
            .. request.Query,
            new("X-Amz-Algorithm", Algorithm),
            new("X-Amz-Credential", $"{key.AccessKeyId}/{Scope(key, now)}"),
            new("X-Amz-Date", Stamp(now)),
            new("X-Amz-Expires", ((long)life.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            new("X-Amz-SignedHeaders", "host"),
        ];
        string signature = Sign(
            request.Method.Method, request.Path, AwsRequest.Encode(query), [("host", host)], "UNSIGNED-PAYLOAD", key, now);
        return [.. query, new("X-Amz-Signature", signature)];
    }

    /// <summary>A path whose parts are encoded, as an address has it and, where that is so, once more as it is signed.</summary>
    public static string EncodePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string Sign(
        string method, string path, string query, IReadOnlyList<(string Name, string Value)> headers, string hash, AwsKey key,
        DateTimeOffset now)
    {
        string request = string.Join(
            '\n', [method, path, query, .. headers.Select(header => $"{header.Name}:{header.Value}"), "", Names(headers), hash]);
        string text = $"{Algorithm}\n{Stamp(now)}\n{Scope(key, now)}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(request)))}";
        byte[] derived = Encoding.UTF8.GetBytes("AWS4" + key.SecretAccessKey);
        foreach (string part in new[] { Day(now), key.Region, key.Service, "aws4_request" })
            derived = HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(part));
        return Hex(HMACSHA256.HashData(derived, Encoding.UTF8.GetBytes(text)));
    }

    private static string Names(IEnumerable<(string Name, string Value)> headers) =>
        string.Join(';', headers.Select(header => header.Name));

    private static string Scope(AwsKey key, DateTimeOffset now) => $"{Day(now)}/{key.Region}/{key.Service}/aws4_request";

    private static string Day(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
