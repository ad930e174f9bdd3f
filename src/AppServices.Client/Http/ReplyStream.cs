using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>The body of a reply while it arrives, with every failure named. Closing it before its end ends the connection.</summary>
internal sealed class ReplyStream(
    HttpResponseMessage response, Stream content, AppRequest request, Uri address, TimeSpan limit, Action<long> closed) : IDisposable
{
    private int _closed;

    /// <summary>How much of the body has been read.</summary>
    public long Bytes { get; private set; }

    /// <summary>How long the service may be silent while somebody reads.</summary>
    public TimeSpan Limit { get; set; } = limit;

    /// <summary>Waits for more of the body.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    /// <exception cref="AppServicesException">The connection broke, or the service was silent for too long.</exception>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (Limit != Timeout.InfiniteTimeSpan) silence.CancelAfter(Limit);
        try
        {
            int read = await ReadContentAsync(buffer, offset, count, silence.Token).ConfigureAwait(false);
            Bytes += read;
            return read;
        }
        catch (Exception error) when (silence.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SendFailure.TimedOut(request, address, Limit, error);
        }
        catch (HttpRequestException error)
        {
            throw SendFailure.Unreachable(request, address, error);
        }
        catch (IOException error)
        {
            throw SendFailure.Unreachable(request, address, error);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        closed(Bytes);
        response.Dispose();
    }

    private async Task<int> ReadContentAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
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
