using System;
using System.Buffers;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Numerics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using MongoDB.Bson;

namespace AppServices.Server.Wire;

/// <summary>Reads messages. Every length is looked at before anything is made of that size.</summary>
internal static class MessageReader
{
    /// <summary>The longest message that a client that has logged in may send.</summary>
    public const int MaxLength = 48_000_000;

    /// <summary>The longest one before that: a greeting, or a step of a login.</summary>
    public const int MaxLengthBeforeLogin = 64 * 1024;

    private const int HeaderLength = 16;
    private const int LeastDocument = 5;
    private const int ChecksumLength = 4;
    private const int MaxDepth = 220;
    private const byte Zlib = 2;

    // How deep a command may be: its documents, some levels around them, and a filter.
    private const uint ChecksumPresent = 1, MoreToCome = 1 << 1, KnownFlags = ChecksumPresent | MoreToCome, RequiredFlags = 0xFFFF,
        ExhaustAllowed = 1 << 16;

    /// <summary>The next message; null when the client has gone.</summary>
    /// <param name="input">Where it comes from.</param>
    /// <param name="maxLength">How long it may be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WireFormatException">What comes is no message.</exception>
    public static async ValueTask<WireMessage?> ReadAsync(PipeReader input, int maxLength, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (LengthOf(buffer, maxLength) is { } length && buffer.Length >= length)
            {
                byte[] bytes = buffer.Slice(0, length).ToArray();
                input.AdvanceTo(buffer.GetPosition(length));
                return Parse(bytes, maxLength);
            }
            // All of it has been looked at: without that a message longer than the pipe's threshold would never come.
            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted || read.IsCanceled) return null;
        }
    }

    /// <summary>The message of some bytes.</summary>
    /// <exception cref="WireFormatException">They are none.</exception>
    public static WireMessage Parse(ReadOnlyMemory<byte> bytes, int maxLength)
    {
        if (bytes.Length < HeaderLength) throw new WireFormatException("a message is shorter than its header");
        int requestId = Int32(bytes, 4);
        ReadOnlyMemory<byte> content = bytes[HeaderLength..];
        return Int32(bytes, 12) switch
        {
            (int)OpCode.Message => ParseMessage(requestId, content, bytes),
            (int)OpCode.Query => ParseQuery(requestId, content),
            (int)OpCode.Compressed => ParseCompressed(requestId, content, maxLength),
            var other => throw new WireFormatException($"the operation {other} is unknown"),
        };
    }

    private static int? LengthOf(ReadOnlySequence<byte> buffer, int maxLength)
    {
        if (buffer.Length < sizeof(int)) return null;
        Span<byte> first = stackalloc byte[sizeof(int)];
        buffer.Slice(0, sizeof(int)).CopyTo(first);
        int length = BinaryPrimitives.ReadInt32LittleEndian(first);
        return length >= HeaderLength && length <= maxLength
            ? length
            : throw new WireFormatException($"a message of {length} bytes is not one that is read here");
    }

    private static WireMessage ParseMessage(int requestId, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> whole)
    {
        uint flags = (uint)Int32(content, 0);
        if ((flags & RequiredFlags & ~KnownFlags) != 0) throw new WireFormatException("a flag is unknown");
        ReadOnlyMemory<byte> rest = content[sizeof(int)..];
        if ((flags & ChecksumPresent) != 0)
        {
            if (rest.Length < ChecksumLength) throw new WireFormatException("the checksum is missing");
            uint checksum = (uint)Int32(rest, rest.Length - ChecksumLength);
            if (checksum != Checksum(whole.Span[..^ChecksumLength])) throw new WireFormatException("the checksum is wrong");
            rest = rest[..^ChecksumLength];
        }
        BsonDocument? body = null;
        var sequences = new BsonDocument();
        while (rest.Length > 0)
        {
            byte kind = rest.Span[0];
            rest = rest[1..];
            if (kind == 0 && body is null) body = TakeDocument(ref rest);
            else if (kind == 1) TakeSequence(ref rest, sequences);
            else throw new WireFormatException("a section is none of a command");
        }
        if (body is null) throw new WireFormatException("a message has no command");
        foreach (BsonElement sequence in sequences)
        {
            if (body.Contains(sequence.Name)) throw new WireFormatException("an argument came twice");
            body.Add(sequence);
        }
        return new WireMessage(requestId, body)
        {
            WantsNoReply = (flags & MoreToCome) != 0, AllowsStream = (flags & ExhaustAllowed) != 0,
        };
    }

    private static void TakeSequence(ref ReadOnlyMemory<byte> rest, BsonDocument sequences)
    {
        int size = Int32(rest, 0);
        if (size < sizeof(int) || size > rest.Length) throw new WireFormatException("the length of a section is wrong");
        ReadOnlyMemory<byte> section = rest[sizeof(int)..size];
        rest = rest[size..];
        string name = TakeText(ref section);
        if (sequences.Contains(name)) throw new WireFormatException("an argument came twice");
        var documents = new BsonArray();
        while (section.Length > 0) documents.Add(TakeDocument(ref section));
        sequences.Add(name, documents);
    }

    private static WireMessage ParseQuery(int requestId, ReadOnlyMemory<byte> content)
    {
        ReadOnlyMemory<byte> rest = content.Length > sizeof(int) ? content[sizeof(int)..] : throw Short();
        string collection = TakeText(ref rest);
        const string commands = ".$cmd";
        if (!collection.EndsWith(commands, StringComparison.Ordinal)) throw new WireFormatException("OP_QUERY is for commands only");
        if (rest.Length < 2 * sizeof(int)) throw Short();
        rest = rest[(2 * sizeof(int))..];
        BsonDocument body = TakeDocument(ref rest);
        // Some put the command beside how it is to be read.
        if (body is { ElementCount: > 0 } && body.GetElement(0) is { Name: "$query" or "query", Value: BsonDocument inner }) body = inner;
        if (!body.Contains("$db")) body.Add("$db", collection[..^commands.Length]);
        return new WireMessage(requestId, body) { IsQuery = true };
    }

    private static WireMessage ParseCompressed(int requestId, ReadOnlyMemory<byte> content, int maxLength)
    {
        const int around = 9;
        if (content.Length < around) throw Short();
        int operation = Int32(content, 0), size = Int32(content, 4);
        if (size < 0 || size > maxLength - HeaderLength) throw new WireFormatException("what was compressed is too long");
        if (content.Span[8] != Zlib) throw new WireFormatException("only zlib is known for compression");
        if (operation == (int)OpCode.Compressed) throw new WireFormatException("a message is compressed twice");
        byte[] message = new byte[HeaderLength + size];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), requestId);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), operation);
        Decompress(content[around..], message.AsSpan(HeaderLength));
        return Parse(message, maxLength) with { IsCompressed = true };
    }

    private static void Decompress(ReadOnlyMemory<byte> compressed, Span<byte> content)
    {
        try
        {
            using var source = new MemoryStream(compressed.ToArray(), writable: false);
            using var inflated = new ZLibStream(source, CompressionMode.Decompress);
            inflated.ReadExactly(content);
            if (inflated.ReadByte() >= 0) throw new WireFormatException("what was compressed is longer than it says");
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new WireFormatException("what was compressed cannot be read");
        }
    }

    private static BsonDocument TakeDocument(ref ReadOnlyMemory<byte> rest)
    {
        int length = Int32(rest, 0);
        if (length < LeastDocument || length > rest.Length) throw new WireFormatException("the length of a document is wrong");
        ReadOnlyMemory<byte> bytes = rest[..length];
        rest = rest[length..];
        try
        {
            return BsonBytes.Read(bytes.Span, MaxDepth);
        }
        catch (FormatException)
        {
            throw new WireFormatException("a document is no BSON");
        }
    }

    private static string TakeText(ref ReadOnlyMemory<byte> rest)
    {
        int end = rest.Span.IndexOf((byte)0);
        if (end < 0) throw new WireFormatException("a name does not end");
        string text = Encoding.UTF8.GetString(rest.Span[..end]);
        rest = rest[(end + 1)..];
        return text;
    }

    private static int Int32(ReadOnlyMemory<byte> bytes, int at) =>
        at >= 0 && bytes.Length - at >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[at..]) : throw Short();

    private static WireFormatException Short() => new("a message is shorter than what it has to have");

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte one in bytes) checksum = BitOperations.Crc32C(checksum, one);
        return ~checksum;
    }
}
