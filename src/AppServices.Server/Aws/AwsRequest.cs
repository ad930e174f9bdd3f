using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>A request to one of Amazon's services, before it is signed.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">The path, encoded, with its first <c>/</c>.</param>
internal sealed record AwsRequest(HttpMethod Method, string Path)
{
    /// <summary>A bucket, which is a part of the host's name where it can be; null for none.</summary>
    public string? Bucket { get; init; }

    /// <summary>The query, not encoded.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Headers, without those of the signature.</summary>
    public IReadOnlyList<HeaderLines> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>The query as it is sent and signed: encoded and in order.</summary>
    public static string Encode(IEnumerable<KeyValuePair<string, string>> query) => string.Join('&', query
        .Select(field => (Name: Uri.EscapeDataString(field.Key), Value: Uri.EscapeDataString(field.Value)))
        .OrderBy(field => field.Name, StringComparer.Ordinal).ThenBy(field => field.Value, StringComparer.Ordinal)
        .Select(field => $"{field.Name}={field.Value}"));
}

/// <summary>How requests and replies of a service look: Amazon's services have a few ways in common.</summary>
internal abstract class AwsProtocol
{
    /// <summary>Whether paths are encoded once more where they are signed, as all services but S3 have it.</summary>
    public virtual bool EncodesPathTwice => true;

    /// <summary>The request for an action.</summary>
    /// <exception cref="OutgoingHttpException">The action is not known, or its input wrong.</exception>
    public abstract AwsRequest Write(string action, BsonDocument input);

    /// <summary>The output of an action.</summary>
    public abstract BsonValue Read(string action, OutgoingReply reply);

    /// <summary>What an error reply says: a code such as <c>NoSuchKey</c>, and a sentence.</summary>
    public abstract (string Code, string Message) ReadError(OutgoingReply reply);
}
