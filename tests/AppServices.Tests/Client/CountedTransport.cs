using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Client;

/// <summary>A connection of a server that tells how many bytes it takes.</summary>
internal sealed class CountedTransport(IDuplexPipe inner, Action<long> sent) : PipeWriter, IDuplexPipe
{
    public PipeReader Input => inner.Input;

    public PipeWriter Output => this;

    public override bool CanGetUnflushedBytes => inner.Output.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.Output.UnflushedBytes;

    public override void Advance(int bytes)
    {
        sent(bytes);
        inner.Output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.Output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.Output.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        inner.Output.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.Output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Output.Complete(exception);
}
