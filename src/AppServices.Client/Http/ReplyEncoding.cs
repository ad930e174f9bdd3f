using System.IO;
using System.IO.Compression;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>The compressions that a reply may have.</summary>
internal static class ReplyEncoding
{
#if NET
    /// <summary>Those that are asked for.</summary>
    public const string Accepted = "gzip, deflate, br";
#else
    /// <summary>Those that are asked for.</summary>
    public const string Accepted = "gzip";
#endif

    /// <summary>The one that a reply has; empty for none.</summary>
    public static string Of(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentEncoding.Count == 0) return "";
        string encoding = string.Join(", ", response.Content.Headers.ContentEncoding).ToLowerInvariant();
        return encoding == "identity" || response.Content.Headers.ContentLength == 0 ? "" : encoding;
    }

    /// <summary>What a compressed reply becomes; null for a compression that nobody asked for.</summary>
#if NET
    public static async ValueTask<Stream?> DecodeAsync(WireStream wire, string encoding, CancellationToken cancellationToken) => encoding switch
    {
        "gzip" or "x-gzip" => new GZipStream(wire, CompressionMode.Decompress),
        "br" => new BrotliStream(wire, CompressionMode.Decompress),
        // Its name means zlib, and many send it without that header.
        "deflate" when await wire.PeekAsync(cancellationToken).ConfigureAwait(false) is { } first && (first & 0xF) != 8 =>
            new DeflateStream(wire, CompressionMode.Decompress),
        "deflate" => new ZLibStream(wire, CompressionMode.Decompress),
        _ => null,
    };
#else
    public static ValueTask<Stream?> DecodeAsync(WireStream wire, string encoding, CancellationToken cancellationToken) =>
        new(encoding is "gzip" or "x-gzip" ? new GZipStream(wire, CompressionMode.Decompress) : null);
#endif
}
