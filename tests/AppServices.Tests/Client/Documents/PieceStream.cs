using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Client.Documents;

/// <summary>A body that arrives in pieces of a text, one a read.</summary>
internal sealed class PieceStream(byte[] text, params int[] cuts) : Stream
{
    private int _piece;
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_piece < cuts.Length && cuts[_piece] <= _position) _piece++;
        int end = _piece < cuts.Length ? cuts[_piece] : text.Length;
        int count = Math.Min(buffer.Length, end - _position);
        text.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return new ValueTask<int>(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
