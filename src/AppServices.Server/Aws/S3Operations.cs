using System;
using System.Collections.Generic;
using System.Net.Http;

namespace AppServices.Server.Aws;

/// <summary>An action of S3.</summary>
/// <param name="Method">How it is asked for.</param>
/// <param name="HasKey">Whether it is about an object; otherwise about a bucket.</param>
/// <param name="Part">The part of the bucket or object that is meant, a name alone in the query; null for itself.</param>
/// <param name="Payload">The member that is the body, as XML; null for none.</param>
internal sealed record S3Operation(HttpMethod Method, bool HasKey, string? Part = null, string? Payload = null)
{
    /// <summary>Whether it is about a bucket or an object at all.</summary>
    public bool HasBucket { get; init; } = true;

    /// <summary>Whether the member <c>Body</c> is the body.</summary>
    public bool TakesBody { get; init; }

    /// <summary>Whether the reply's body is the member <c>Body</c> of the output.</summary>
    public bool GivesBody { get; init; }
}

/// <summary>The actions of S3 and where their members stand. Source: Amazon S3 API reference, version 2006-03-01.</summary>
internal static class S3Operations
{
    private static readonly HttpMethod s_get = HttpMethod.Get, s_put = HttpMethod.Put;
    private static readonly HttpMethod s_post = HttpMethod.Post, s_delete = HttpMethod.Delete;

    public static IReadOnlyDictionary<string, S3Operation> All { get; } = new Dictionary<string, S3Operation>(StringComparer.Ordinal)
    {
        ["ListBuckets"] = new(s_get, false) { HasBucket = false },
        ["CreateBucket"] = new(s_put, false, null, "CreateBucketConfiguration"),
        ["DeleteBucket"] = new(s_delete, false),
        ["HeadBucket"] = new(HttpMethod.Head, false),
        ["GetBucketLocation"] = new(s_get, false, "location"),
        ["GetBucketVersioning"] = new(s_get, false, "versioning"),
        ["GetBucketTagging"] = new(s_get, false, "tagging"),
        ["PutBucketTagging"] = new(s_put, false, "tagging", "Tagging"),
        ["DeleteBucketTagging"] = new(s_delete, false, "tagging"),
        ["ListObjects"] = new(s_get, false),
        ["ListObjectsV2"] = new(s_get, false, "list-type=2"),
        ["ListObjectVersions"] = new(s_get, false, "versions"),
        ["ListMultipartUploads"] = new(s_get, false, "uploads"),
        ["DeleteObjects"] = new(s_post, false, "delete", "Delete"),
        ["PutObject"] = new(s_put, true) { TakesBody = true },
        ["GetObject"] = new(s_get, true) { GivesBody = true },
        ["HeadObject"] = new(HttpMethod.Head, true),
        ["DeleteObject"] = new(s_delete, true),
        ["CopyObject"] = new(s_put, true),
        ["GetObjectTagging"] = new(s_get, true, "tagging"),
        ["PutObjectTagging"] = new(s_put, true, "tagging", "Tagging"),
        ["DeleteObjectTagging"] = new(s_delete, true, "tagging"),
        ["GetObjectAcl"] = new(s_get, true, "acl"),
        ["PutObjectAcl"] = new(s_put, true, "acl"),
        ["CreateMultipartUpload"] = new(s_post, true, "uploads"),
        ["UploadPart"] = new(s_put, true) { TakesBody = true },
        ["UploadPartCopy"] = new(s_put, true),
        ["CompleteMultipartUpload"] = new(s_post, true, null, "MultipartUpload"),
        ["AbortMultipartUpload"] = new(s_delete, true),
        ["ListParts"] = new(s_get, true),
    };

    /// <summary>Members of inputs and outputs that are headers.</summary>
    public static IReadOnlyDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ACL"] = "x-amz-acl",
        ["AcceptRanges"] = "Accept-Ranges",
        ["BucketKeyEnabled"] = "x-amz-server-side-encryption-bucket-key-enabled",
        ["BypassGovernanceRetention"] = "x-amz-bypass-governance-retention",
        ["CacheControl"] = "Cache-Control",
        ["ContentDisposition"] = "Content-Disposition",
        ["ContentEncoding"] = "Content-Encoding",
        ["ContentLanguage"] = "Content-Language",
        ["ContentLength"] = "Content-Length",
        ["ContentMD5"] = "Content-MD5",
        ["ContentRange"] = "Content-Range",
        ["ContentType"] = "Content-Type",
        ["CopySource"] = "x-amz-copy-source",
        ["CopySourceIfMatch"] = "x-amz-copy-source-if-match",
        ["CopySourceIfNoneMatch"] = "x-amz-copy-source-if-none-match",
        ["CopySourceRange"] = "x-amz-copy-source-range",
        ["CopySourceVersionId"] = "x-amz-copy-source-version-id",
        ["DeleteMarker"] = "x-amz-delete-marker",
        ["ETag"] = "ETag",
        ["ExpectedBucketOwner"] = "x-amz-expected-bucket-owner",
        ["Expiration"] = "x-amz-expiration",
        ["Expires"] = "Expires",
        ["GrantFullControl"] = "x-amz-grant-full-control",
        ["GrantRead"] = "x-amz-grant-read",
        ["GrantReadACP"] = "x-amz-grant-read-acp",
        ["GrantWrite"] = "x-amz-grant-write",
        ["GrantWriteACP"] = "x-amz-grant-write-acp",
        ["IfMatch"] = "If-Match",
        ["IfModifiedSince"] = "If-Modified-Since",
        ["IfNoneMatch"] = "If-None-Match",
        ["IfUnmodifiedSince"] = "If-Unmodified-Since",
        ["LastModified"] = "Last-Modified",
        ["MFA"] = "x-amz-mfa",
        ["MetadataDirective"] = "x-amz-metadata-directive",
        ["MissingMeta"] = "x-amz-missing-meta",
        ["ObjectLockLegalHoldStatus"] = "x-amz-object-lock-legal-hold",
        ["ObjectLockMode"] = "x-amz-object-lock-mode",
        ["PartsCount"] = "x-amz-mp-parts-count",
        ["Range"] = "Range",
        ["ReplicationStatus"] = "x-amz-replication-status",
        ["RequestCharged"] = "x-amz-request-charged",
        ["RequestPayer"] = "x-amz-request-payer",
        ["Restore"] = "x-amz-restore",
        ["SSECustomerAlgorithm"] = "x-amz-server-side-encryption-customer-algorithm",
        ["SSECustomerKey"] = "x-amz-server-side-encryption-customer-key",
        ["SSECustomerKeyMD5"] = "x-amz-server-side-encryption-customer-key-MD5",
        ["SSEKMSKeyId"] = "x-amz-server-side-encryption-aws-kms-key-id",
        ["ServerSideEncryption"] = "x-amz-server-side-encryption",
        ["StorageClass"] = "x-amz-storage-class",
        ["TagCount"] = "x-amz-tagging-count",
        ["Tagging"] = "x-amz-tagging",
        ["TaggingDirective"] = "x-amz-tagging-directive",
        ["VersionId"] = "x-amz-version-id",
        ["WebsiteRedirectLocation"] = "x-amz-website-redirect-location",
    };

    /// <summary>Members of inputs that are in the query.</summary>
    public static IReadOnlyDictionary<string, string> Query { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ContinuationToken"] = "continuation-token",
        ["Delimiter"] = "delimiter",
        ["EncodingType"] = "encoding-type",
        ["FetchOwner"] = "fetch-owner",
        ["KeyMarker"] = "key-marker",
        ["Marker"] = "marker",
        ["MaxKeys"] = "max-keys",
        ["MaxParts"] = "max-parts",
        ["MaxUploads"] = "max-uploads",
        ["PartNumber"] = "partNumber",
        ["PartNumberMarker"] = "part-number-marker",
        ["Prefix"] = "prefix",
        ["ResponseCacheControl"] = "response-cache-control",
        ["ResponseContentDisposition"] = "response-content-disposition",
        ["ResponseContentEncoding"] = "response-content-encoding",
        ["ResponseContentLanguage"] = "response-content-language",
        ["ResponseContentType"] = "response-content-type",
        ["ResponseExpires"] = "response-expires",
        ["StartAfter"] = "start-after",
        ["UploadId"] = "uploadId",
        ["UploadIdMarker"] = "upload-id-marker",
        ["VersionId"] = "versionId",
        ["VersionIdMarker"] = "version-id-marker",
    };
}
