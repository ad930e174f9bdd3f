using System;
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
    public static async ValueTask<Stream?> DecodeAsync(
        WireStream wire, string encoding, CancellationToken cancellationToken) => encoding switch
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

/// <summary>
/// A reply as it is sent, before it is decompressed: counted, because compressed data can go on for ever without becoming anything.
/// Read asynchronously only.
/// </summary>
/// <param name="inner">The connection.</param>
/// <param name="maxBytes">How many bytes may come before <see cref="Recount"/>.</param>
/// <param name="tooLarge">The error when there are more.</param>
internal sealed class WireStream(Stream inner, long maxBytes, Func<Exception> tooLarge) : Stream
{
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Begins to count anew, where only what leads to the next part of a stream is bounded.</summary>
    public void Recount() => _count = 0;

#if NET
    private byte? _first;

    /// <summary>The first byte, which is read again afterwards; null when there is none.</summary>
    public async ValueTask<byte?> PeekAsync(CancellationToken cancellationToken)
    {
        var first = new byte[1];
        return _first = await inner.ReadAsync(first, cancellationToken).ConfigureAwait(false) == 1 ? first[0] : null;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_first is not { } first || buffer.IsEmpty)
            return Counted(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        _first = null;
        buffer.Span[0] = first;
        return Counted(1);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
#else
    // .NET Framework's decompression reads in this way, and the stream's own would block a thread.
    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback callback, object state) =>
        inner.BeginRead(buffer, offset, count, callback, state);

    public override int EndRead(IAsyncResult asyncResult) => Counted(inner.EndRead(asyncResult));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Counted(await inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false));
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        _count += read;
        return _count <= maxBytes ? read : throw tooLarge();
    }
}
