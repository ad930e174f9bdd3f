using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Writes replies.</summary>
internal static class MessageWriter
{
    private const int HeaderLength = 16;
    private const int ReplyLength = 20;
    private const int CompressedLength = 9;
    private const byte Zlib = 2;
    private const int WritesAtOnce = 64 * 1024;

    // Of OP_MSG: another reply comes without being asked for.
    private const int MoreToCome = 1 << 1;

    // Of OP_REPLY: the server can wait for more documents of a cursor.
    private const int AwaitCapable = 8;

    /// <summary>Writes the reply to a message.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The message.</param>
    /// <param name="id">The reply's own number.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="isCompressed">Whether it is sent by zlib.</param>
    /// <param name="hasMore">Whether another reply comes without being asked for.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async ValueTask WriteAsync(
        PipeWriter output, WireMessage request, int id, BsonDocument reply, bool isCompressed, bool hasMore,
        CancellationToken cancellationToken)
    {
        byte[] document = BsonBytes.Write(reply);
        byte[] content = request.IsQuery ? Reply(document) : Message(document, hasMore ? MoreToCome : 0);
        OpCode code = request.IsQuery ? OpCode.Reply : OpCode.Message;
        if (isCompressed) (content, code) = (Compressed(content, code), OpCode.Compressed);
        byte[] header = new byte[HeaderLength];
        BinaryPrimitives.WriteInt32LittleEndian(header, HeaderLength + content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), id);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), request.RequestId);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), (int)code);
        output.Write(header);
        // Who reads slowly is waited for before more is put into the pipe.
        for (int at = 0; at < content.Length; at += WritesAtOnce)
            await output.WriteAsync(content.AsMemory(at, Math.Min(WritesAtOnce, content.Length - at)), cancellationToken);
    }

    private static byte[] Message(byte[] document, int flags)
    {
        byte[] content = new byte[sizeof(int) + 1 + document.Length];       // and a section of kind 0
        BinaryPrimitives.WriteInt32LittleEndian(content, flags);
        document.CopyTo(content, sizeof(int) + 1);
        return content;
    }

    private static byte[] Reply(byte[] document)
    {
        byte[] content = new byte[ReplyLength + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(content, AwaitCapable);
        BinaryPrimitives.WriteInt32LittleEndian(content.AsSpan(16), 1);     // one document, of no cursor
        document.CopyTo(content, ReplyLength);
        return content;
    }

    private static byte[] Compressed(byte[] content, OpCode code)
    {
        using var compressed = new MemoryStream();
        Span<byte> start = stackalloc byte[CompressedLength];
        BinaryPrimitives.WriteInt32LittleEndian(start, (int)code);
        BinaryPrimitives.WriteInt32LittleEndian(start[4..], content.Length);
        start[8] = Zlib;
        compressed.Write(start);
        using (var deflated = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) deflated.Write(content);
        return compressed.ToArray();
    }
}
