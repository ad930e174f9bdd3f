using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>The body of a reply while it arrives, with every failure named. Closing it before its end ends the connection.</summary>
/// <param name="response">The reply.</param>
/// <param name="content">Its body, decompressed.</param>
/// <param name="wire">Its body as it was sent; null when that is the same.</param>
/// <param name="request">What it is the reply to.</param>
/// <param name="address">Where that was sent.</param>
/// <param name="options">Limits.</param>
/// <param name="closed">Told once how much was read.</param>
internal sealed class ReplyStream(
    HttpResponseMessage response, Stream content, WireStream? wire, AppRequest request, Uri address, RequestOptions options,
    Action<long> closed) : IDisposable
{
    private const int FirstBufferBytes = 4096;
    private const int MaxTrustedLength = 64 * 1024;

    private int _closed;

    /// <summary>How much of the body has been read.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long the service may be silent while somebody reads.</summary>
    public TimeSpan Limit { get; set; } = options.Timeout;

    /// <summary>Waits for more of the body.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="AppServicesException">The connection broke, or the service was silent for too long.</exception>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Limit != Timeout.InfiniteTimeSpan) silence.CancelAfter(Limit);
        try
        {
            wire?.Recount();
            return await ReadContentAsync(buffer, offset, count, silence.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (silence.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SendFailure.TimedOut(request, address, Limit, error);
        }
        catch (HttpRequestException error)
        {
            throw SendFailure.Unreachable(request, address, proxy: null, error);
        }
        catch (IOException error)
        {
            throw SendFailure.Unreachable(request, address, proxy: null, error);
        }
    }

    /// <summary>Reads the whole body.</summary>
    /// <param name="length">How long it says that it is; null when it does not.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    /// <param name="cuts">Whether the rest of a larger one does not matter.</param>
    /// <param name="cancellationToken">Ends the reading at the time limit, too.</param>
    /// <exception cref="AppServicesException">The body is larger than that, or cannot be decompressed.</exception>
    public async Task<byte[]> ReadToEndAsync(long? length, int maxBytes, bool cuts, CancellationToken cancellationToken)
    {
        if (length > maxBytes && !cuts) throw TooLarge("the reply", maxBytes);
        var body = new byte[length <= MaxTrustedLength ? (int)length : FirstBufferBytes];
        int count = 0;
        while (true)
        {
            if (count == body.Length)
            {
                if (count == length) return body;
                if (count > maxBytes) break;
                Array.Resize(ref body, (int)Math.Min(Math.Max(count * 2L, FirstBufferBytes), maxBytes + 1L));
            }
            int read = await ReadContentAsync(body, count, body.Length - count, cancellationToken).ConfigureAwait(false);
            if (read == 0) break;
            count += read;
        }
        if (count > maxBytes && !cuts) throw TooLarge("the reply", maxBytes);
        Array.Resize(ref body, Math.Min(count, maxBytes));
        return body;
    }

    /// <summary>Refuses a part of a stream, complete or not yet.</summary>
    /// <param name="what">What it is part of: <c>"a document in the reply"</c>.</param>
    /// <param name="bytes">How many bytes it has until now.</param>
    /// <exception cref="AppServicesException">It is larger than a reply may be.</exception>
    public void ThrowIfTooLarge(string what, long bytes)
    {
        if (bytes > options.MaximumReplySize) throw TooLarge(what, options.MaximumReplySize);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        closed(Bytes);
        if (wire is not null) content.Dispose();
        response.Dispose();
    }

    private AppServicesException TooLarge(string what, int maxBytes) => SendFailure.TooLarge(request, address, what, maxBytes);

    private async Task<int> ReadContentAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        try
        {
            int read = await ReadDecodedAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
            Bytes += read;
            return read;
        }
        catch (InvalidDataException error)
        {
            throw SendFailure.Undecodable(request, address, ReplyEncoding.Of(response), error);
        }
        catch (InvalidOperationException error) when (wire is not null && error is not ObjectDisposedException)
        {
            throw SendFailure.Undecodable(request, address, ReplyEncoding.Of(response), error);
        }
    }

    private async Task<int> ReadDecodedAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
#if NET
        return await content.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
#else
        // .NET Framework heeds the token before it reads, not while it does.
        using (cancellationToken.Register(static reply => ((IDisposable)reply).Dispose(), response))
            return await content.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
#endif
    }
}
