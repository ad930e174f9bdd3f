using System;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http.Features;

namespace AppServices.Server.Logs;

/// <summary>Counts what the body of a reply has. Source: admin-api 6.3.</summary>
/// <param name="body">Where it goes.</param>
internal sealed class CountedBody(IHttpResponseBodyFeature body) : PipeWriter, IHttpResponseBodyFeature
{
    private Stream? _stream;

    /// <summary>How many bytes were written.</summary>
    public long Bytes { get; private set; }

    public PipeWriter Writer => this;

    public Stream Stream => _stream ??= AsStream(leaveOpen: true);

    public override bool CanGetUnflushedBytes => body.Writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => body.Writer.UnflushedBytes;

    public override void Advance(int bytes)
    {
        Bytes += bytes;
        body.Writer.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => body.Writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => body.Writer.GetSpan(sizeHint);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Bytes += source.Length;
        return body.Writer.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        body.Writer.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => body.Writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => body.Writer.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => body.Writer.CompleteAsync(exception);

    public void DisableBuffering() => body.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => body.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        Bytes += count ?? (new FileInfo(path).Length - offset);
        return body.SendFileAsync(path, offset, count, cancellationToken);
    }

    Task IHttpResponseBodyFeature.CompleteAsync() => body.CompleteAsync();
}
