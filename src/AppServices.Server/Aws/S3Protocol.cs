using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using AppServices.Server.Http;
using AppServices.Server.OutgoingHttp;
using MongoDB.Bson;

namespace AppServices.Server.Aws;

/// <summary>S3, whose members are spread over path, query, headers and body.</summary>
internal sealed class S3Protocol : AwsProtocol
{
    /// <summary>The bytes of an object at most, as the hosted service had it.</summary>
    public const int MaxObject = 4 * 1024 * 1024;

    private const string MetadataPrefix = "x-amz-meta-";
    private static readonly XNamespace s_namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static readonly string[] s_inPath = ["Bucket", "Key"];

    private static readonly AwsXml s_xml = new()
    {
        Numbers = ["Size", "MaxKeys", "KeyCount", "PartNumber", "MaxParts", "MaxUploads", "PartNumberMarker", "NextPartNumberMarker"],
        Flags = ["IsTruncated", "IsLatest", "DeleteMarker"],
        Times = ["LastModified", "CreationDate", "Initiated"],
        Lists = new(StringComparer.Ordinal)
        {
            ["Contents"] = "Contents",
            ["CommonPrefixes"] = "CommonPrefixes",
            ["Deleted"] = "Deleted",
            ["Error"] = "Errors",
            ["Part"] = "Parts",
            ["Upload"] = "Uploads",
            ["Version"] = "Versions",
        },
        Wrappers = new(StringComparer.Ordinal) { ["Buckets"] = "Bucket", ["TagSet"] = "Tag", ["AccessControlList"] = "Grant" },
    };

    private static readonly HashSet<string> s_numbers = ["ContentLength", "PartsCount", "TagCount", "MissingMeta"];
    private static readonly HashSet<string> s_flags = ["DeleteMarker", "BucketKeyEnabled"];

    // Items of lists in inputs. TagSet has an element around them.
    private static readonly Dictionary<string, string> s_items =
        new(StringComparer.Ordinal) { ["Objects"] = "Object", ["Parts"] = "Part", ["TagSet"] = "Tag" };

    public override bool EncodesPathTwice => false;

    [SuppressMessage("Security", "CA5351", Justification = "S3 asks for it to find broken transfers; it protects nothing.")]
    public override AwsRequest Write(string action, BsonDocument input)
    {
        S3Operation operation = S3Operations.All.TryGetValue(action, out S3Operation? known) ? known : throw new OutgoingHttpException(
            $"this server knows no action '{action}' of s3; it knows PresignURL, "
                + string.Join(", ", S3Operations.All.Keys.Order(StringComparer.Ordinal)));
        var query = new List<KeyValuePair<string, string>>();
        var headers = new List<HeaderLines>();
        if (operation.Part?.Split('=') is { } part) query.Add(new(part[0], part.Length > 1 ? part[1] : ""));
        foreach (BsonElement member in input.Elements.Where(member => !AwsValues.IsMissing(member.Value)))
        {
            string name = member.Name;
            if (s_inPath.Contains(name) || name == operation.Payload || (name == "Body" && operation.TakesBody)) continue;
            if (name == "Metadata") headers.AddRange(Metadata(member.Value));
            else if (S3Operations.Query.TryGetValue(name, out string? field)) query.Add(new(field, AwsValues.Text(member.Value, name)));
            else if (S3Operations.Headers.TryGetValue(name, out string? header)) AddHeader(headers, name, header, member.Value);
            else throw new OutgoingHttpException($"this server knows no '{name}' of s3's {action}");
        }
        byte[] body = Body(operation, input);
        if (operation.Payload is not null && body.Length > 0)
        {
            headers.Add(new HeaderLines("Content-Type", ["application/xml"]));
            headers.Add(new HeaderLines("Content-MD5", [Convert.ToBase64String(MD5.HashData(body))]));
        }
        return At(operation.Method, operation.HasBucket, operation.HasKey, input) with { Query = query, Headers = headers, Body = body };
    }

    /// <summary>The request of a link that works for a time.</summary>
    public static AwsRequest Link(BsonDocument input)
    {
        string method = AwsValues.Required(input, "Method").ToUpperInvariant();
        return method is "GET" or "PUT" or "HEAD" or "DELETE"
            ? At(new HttpMethod(method), hasBucket: true, hasKey: true, input)
            : throw AwsValues.Wrong("Method", "GET, PUT, HEAD or DELETE");
    }

    public override BsonValue Read(string action, OutgoingReply reply)
    {
        S3Operation operation = S3Operations.All[action];
        var output = new BsonDocument();
        foreach ((string name, string header) in S3Operations.Headers)
            if (reply[header] is [{ } value, ..] && !(name is "ContentType" or "ContentLength" && !HasContent(operation)))
                output[name] = Member(name, value);
        BsonDocument metadata = new(reply.Headers
            .Where(header => header.Name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => new BsonElement(HeaderCase.Canonical(header.Name[MetadataPrefix.Length..]), header.Joined)));
        if (metadata.ElementCount > 0) output["Metadata"] = metadata;
        if (operation.GivesBody) output["Body"] = new BsonBinaryData(reply.Body);
        else if (reply.Body.Length > 0) Add(output, action, reply.Body);
        return output;
    }

    public override (string Code, string Message) ReadError(OutgoingReply reply)
    {
        if (AwsXml.ReadError(reply.Body) is { Code.Length: > 0 } error) return error;
        // Replies to HEAD have no body.
        string code = reply.StatusCode switch
        {
            304 => "NotModified",
            403 => "Forbidden",
            404 => "NotFound",
            412 => "PreconditionFailed",
            _ => "",
        };
        return (code, "");
    }

    private static bool HasContent(S3Operation operation) => operation.GivesBody || operation.Method == HttpMethod.Head;

    private static void Add(BsonDocument output, string action, byte[] body)
    {
        BsonValue root = s_xml.Read(body);
        if (action == "GetBucketLocation") output["LocationConstraint"] = root;
        else if (action is "CopyObject" or "UploadPartCopy") output[action == "CopyObject" ? "CopyObjectResult" : "CopyPartResult"] = root;
        else if (root is BsonDocument members) output.Merge(members);
    }

    private static AwsRequest At(HttpMethod method, bool hasBucket, bool hasKey, BsonDocument input)
    {
        string path = hasKey ? AwsSignature.EncodePath(AwsValues.Required(input, "Key")) : "";
        // Go's SDK takes a key that begins with a slash as one that does not.
        return new AwsRequest(method, "/" + path.TrimStart('/')) { Bucket = hasBucket ? BucketOf(input) : null };
    }

    // It may become a part of a host's name.
    private static string BucketOf(BsonDocument input)
    {
        string bucket = AwsValues.Required(input, "Bucket");
        return bucket is { Length: <= 255 } and not ("." or "..")
            && bucket.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
            ? bucket
            : throw AwsValues.Wrong("Bucket", "a bucket's name");
    }

    private static byte[] Body(S3Operation operation, BsonDocument input)
    {
        if (operation.Payload is { } name)
        {
            if (!input.TryGetValue(name, out BsonValue payload) || AwsValues.IsMissing(payload)) return [];
            XElement root = Element(name == "MultipartUpload" ? "CompleteMultipartUpload" : name, payload);
            return Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));
        }
        if (!operation.TakesBody || !input.TryGetValue("Body", out BsonValue given) || AwsValues.IsMissing(given)) return [];
        byte[] body = AwsValues.Bytes(given, "Body");
        return body.Length <= MaxObject
            ? body
            : throw new OutgoingHttpException($"'Body' is larger than {MaxObject / 1024 / 1024} MB");
    }

    private static XElement Element(string name, BsonValue value) => value switch
    {
        BsonDocument members => new XElement(
            s_namespace + name, members.Elements.Where(member => !AwsValues.IsMissing(member.Value)).SelectMany(Members)),
        _ => new XElement(s_namespace + name, AwsValues.Text(value, name)),
    };

    private static IEnumerable<XElement> Members(BsonElement member)
    {
        if (member.Value is not BsonArray list) return [Element(member.Name, member.Value)];
        if (!s_items.TryGetValue(member.Name, out string? item)) throw AwsValues.Wrong(member.Name, "no list");
        IEnumerable<XElement> items = list.Select(value => Element(item, value));
        return member.Name == "TagSet" ? [new XElement(s_namespace + member.Name, items)] : items;
    }

    private static void AddHeader(List<HeaderLines> headers, string member, string header, BsonValue value)
    {
        // It is what the body has.
        if (member == "ContentLength") return;
        string text = value is BsonDateTime date
            ? date.ToUniversalTime().ToString("R", CultureInfo.InvariantCulture)
            : AwsValues.Text(value, member);
        headers.Add(new HeaderLines(header, [Line(text, member)]));
    }

    private static IEnumerable<HeaderLines> Metadata(BsonValue value) => value is BsonDocument all
        ? all.Select(entry => new HeaderLines(
            MetadataPrefix + HeaderName(entry.Name), [Line(AwsValues.Text(entry.Value, "Metadata"), "Metadata")]))
        : throw AwsValues.Wrong("Metadata", "an object");

    private static string HeaderName(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? name.ToLowerInvariant()
            : throw new OutgoingHttpException("a name in 'Metadata' is no name of a header");

    private static string Line(string text, string member) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0
        ? text.Trim()
        : throw AwsValues.Wrong(member, "ASCII letters without line breaks, because it becomes a header");

    private static BsonValue Member(string name, string text)
    {
        if (s_numbers.Contains(name) && long.TryParse(text, CultureInfo.InvariantCulture, out long number))
            return number is >= int.MinValue and <= int.MaxValue ? (BsonInt32)(int)number : (BsonInt64)number;
        if (s_flags.Contains(name) && bool.TryParse(text, out bool flag)) return (BsonBoolean)flag;
        return name == "LastModified"
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? new BsonDateTime(time.UtcDateTime)
            : text;
    }
}
