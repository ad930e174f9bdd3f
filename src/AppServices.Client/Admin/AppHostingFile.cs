using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Admin;

/// <summary>A file of an app's web site. Source: admin-api 4.12.</summary>
public sealed class AppHostingFile : AppObject
{
    internal AppHostingFile(JsonObject document, AppDefinition app) : base(document, app)
    {
    }

    /// <summary>The path in the site, such as <c>/index.html</c>, which is its id.</summary>
    public override string Id => Name;

    /// <summary>The path in the site, such as <c>/index.html</c>.</summary>
    public string Name => Text("path") ?? "";

    /// <summary>Its size in bytes.</summary>
    public long Size => Document["size"] is JsonValue value && value.TryGetValue(out long size) ? size : 0;

    /// <summary>The MD5 hash of its content in hexadecimal digits.</summary>
    public string Hash => Text("hash") ?? "";

    /// <summary>What is sent as its type; null where that follows from the name.</summary>
    public string? ContentType => AttributeOf("Content-Type");

    /// <summary>How long browsers may keep it; null for what the service has them do.</summary>
    public string? CacheControl => AttributeOf("Cache-Control");

    /// <summary>When it was changed, in UTC; null when the service does not tell.</summary>
    public DateTime? LastModified => Time("last_modified");

    /// <summary>Where it is for everybody; null when the service does not tell.</summary>
    public Uri? Uri => System.Uri.TryCreate(Text("url"), UriKind.Absolute, out Uri? uri) ? uri : null;

    /// <summary>The path in the site.</summary>
    public override string ToString() => Name;

    private string? AttributeOf(string name) => (Document["attrs"] as JsonArray)?.OfType<JsonObject>()
        .Where(one => string.Equals(AdminApi.Text(one, "name"), name, StringComparison.OrdinalIgnoreCase))
        .Select(one => AdminApi.Text(one, "value")).FirstOrDefault();
}

/// <summary>Files on their way to and from an app's web site. Source: admin-api 4.12.</summary>
public static class AppHosting
{
    /// <summary>The hash by which the service tells files apart.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "By it one knows what need not be uploaded; it protects nothing.")]
    public static string HashOf(byte[] content)
    {
#if NET
        return Convert.ToHexString(MD5.HashData(content)).ToLowerInvariant();
#else
        using var md5 = MD5.Create();
        return string.Concat(md5.ComputeHash(content).Select(one => one.ToString("x2", null)));
#endif
    }

    /// <summary>Uploads a file, in the place of one of its name.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The path in the site, which begins with a slash.</param>
    /// <param name="content">What is in it.</param>
    /// <param name="known">The file of this name; null when there is none.</param>
    /// <param name="attributes">What is sent with it, such as <c>Cache-Control</c>; others of the known file stay.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; it may have been uploaded.</param>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public static Task UploadAsync(
        AppDefinition app, string name, byte[] content, AppHostingFile? known, IReadOnlyDictionary<string, string> attributes,
        RequestOptions options, CancellationToken cancellationToken)
    {
        IEnumerable<JsonNode?> kept = ((known?.Document["attrs"] as JsonArray) ?? []).OfType<JsonObject>()
            .Where(one => !attributes.Keys.Contains(AdminApi.Text(one, "name"), StringComparer.OrdinalIgnoreCase))
            .Select(one => one.DeepClone());
        IEnumerable<JsonNode?> given = attributes.Select(one => new JsonObject { ["name"] = one.Key, ["value"] = one.Value });
        var meta = new JsonObject
        {
            ["appId"] = app.Id,
            ["path"] = name,
            ["hash"] = HashOf(content),
            ["size"] = content.Length,
            ["attrs"] = new JsonArray([.. kept, .. given]),
        };
        return app.Admin.UploadAsync(
            $"{app.Path}/hosting/assets/asset?path={System.Uri.EscapeDataString(name)}", $"Uploading '{name}'", "file", content, options,
            cancellationToken, meta);
    }

    /// <summary>What is in a file, as everybody can get it.</summary>
    /// <exception cref="AppServicesException">The site is not served, or the service could not be reached.</exception>
    public static Task<byte[]> DownloadAsync(AppHostingFile file, RequestOptions options, CancellationToken cancellationToken) =>
        file.App.Admin.FetchAsync(
            file.Uri ?? throw AdminApi.Invalid($"Downloading '{file}'", "a file with an address"), $"Downloading '{file}'", options,
            cancellationToken);
}
