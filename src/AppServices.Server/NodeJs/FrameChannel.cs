using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.NodeJs;

/// <summary>Documents to and from a worker, over a stream: BSON, whose length comes first.</summary>
internal sealed class FrameChannel(Stream stream)
{
    private const int LengthSize = 4;

    // A worker is the app, and no more: what it sends does not decide what the server can bear.
    private const int MaxLength = 96 * 1024 * 1024;
    private const int MaxDepth = 210;

    private readonly Channel<byte[]> _outgoing =
        Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Sends a document, after those before it.</summary>
    public void Send(BsonDocument frame) => Send(BsonBytes.Write(frame));

    /// <summary>Sends a document that is written already.</summary>
    public void Send(byte[] frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>Sends nothing more.</summary>
    public void Close() => _outgoing.Writer.TryComplete();

    /// <summary>Writes what is sent, several documents at once where they wait.</summary>
    /// <exception cref="IOException">The worker has gone.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        while (await _outgoing.Reader.WaitToReadAsync(cancellationToken))
        {
            buffer.SetLength(0);
            while (_outgoing.Reader.TryRead(out byte[]? frame))
            {
                buffer.Write(frame);
                if (buffer.Length > MaxLength) break;
            }
            await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
            if (buffer.Capacity > MaxLength) buffer.Capacity = 0;
        }
    }

    /// <summary>The next document; null when the worker has closed its end.</summary>
    /// <exception cref="IOException">The worker has gone in the middle of one.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public async Task<BsonDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        var head = new byte[LengthSize];
        int got = await stream.ReadAtLeastAsync(head, LengthSize, throwOnEndOfStream: false, cancellationToken);
        if (got == 0) return null;
        int length = got < LengthSize ? 0 : BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is <= LengthSize or > MaxLength) throw new FormatException($"a frame of {length} bytes");
        var frame = new byte[length];
        head.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(LengthSize), cancellationToken);
        return BsonBytes.Read(frame, MaxDepth);
    }
}
