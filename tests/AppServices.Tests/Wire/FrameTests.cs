using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Settings;
using AppServices.Server.Wire;
using AppServices.Tests.Server;
using AppServices.Tests.Services;
using MongoDB.Bson;
using Xunit;

namespace AppServices.Tests.Wire;

/// <summary>Bytes at the port of MongoDB's protocol.</summary>
public sealed class FrameTests(MongodbServer mongodb) : IClassFixture<MongodbServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly byte[] s_ping = BsonBytes.Write(new BsonDocument { ["ping"] = 1, ["$db"] = "admin" });

    [Fact]
    public async Task Messages_of_all_kinds_are_answered()
    {
        using TcpClient client = await ConnectAsync();
        byte[] plain = Message(2013, [0, 0, 0, 0, 0, .. s_ping]);
        Assert.Equal(1.0, (await AskAsync(client, plain))["ok"]);
        // A checksum, and an argument in a section of its own before the command.
        byte[] known = [.. plain[..16], 1, 0, 0, 0, .. plain[20..], 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(known, known.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(known.AsSpan(known.Length - 4), Crc32C(known.AsSpan(0, known.Length - 4)));
        Assert.Equal(1.0, (await AskAsync(client, known))["ok"]);
        byte[] section = [.. Encoding.UTF8.GetBytes("comment\0"), .. BsonBytes.Write(new BsonDocument("a", 1))];
        Assert.Equal(1.0, (await AskAsync(client, Message(2013, [0, 0, 0, 0, 1, .. BitConverter.GetBytes(section.Length + 4), .. section, 0, .. s_ping])))["ok"]);
        Assert.Equal(1.0, (await AskAsync(client, Message(2012, Compressed(2013, [0, 0, 0, 0, 0, .. s_ping]))))["ok"]);
        byte[] query = [0, 0, 0, 0, .. Encoding.UTF8.GetBytes("admin.$cmd\0"), 0, 0, 0, 0, 255, 255, 255, 255, .. BsonBytes.Write(new BsonDocument("isMaster", 1))];
        Assert.True((await AskAsync(client, Message(2004, query)))["ismaster"].AsBoolean);
        // To one that nobody waits for there is no reply: the next reply is that of the next message.
        byte[] silent = Message(2013, [2, 0, 0, 0, 0, .. BsonBytes.Write(new BsonDocument { ["buildInfo"] = 1, ["$db"] = "admin" })]);
        Assert.False((await AskAsync(client, [.. silent, .. plain])).Contains("version"));
    }

    [Fact]
    public async Task Who_watches_over_the_server_is_told_again_and_again()
    {
        using TcpClient client = await ConnectAsync();
        BsonDocument version = (await AskAsync(client, Message(2013, [0, 0, 0, 0, 0, .. BsonBytes.Write(new BsonDocument { ["hello"] = 1, ["$db"] = "admin" })])))["topologyVersion"].AsBsonDocument;
        byte[] watch = BsonBytes.Write(new BsonDocument { ["hello"] = 1, ["$db"] = "admin", ["topologyVersion"] = version, ["maxAwaitTimeMS"] = 20 });
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Message(2013, [0, 0, 1, 0, 0, .. watch]), Cancel);
        int request = 1;
        for (int i = 0; i < 3; i++)
        {
            byte[] header = new byte[16];
            await stream.ReadExactlyAsync(header, Cancel);
            byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
            await stream.ReadExactlyAsync(content, Cancel);
            Assert.Equal((request, 2), (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)), BinaryPrimitives.ReadInt32LittleEndian(content)));
            request = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4));
        }
    }

    public static TheoryData<string, byte[]> BadFrames() => new()
    {
        { "HTTP", Encoding.UTF8.GetBytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n") },
        { "length below the header", [15, 0, 0, 0, .. new byte[12]] },
        { "negative length", [255, 255, 255, 255, .. new byte[12]] },
        { "longer than before a login", [.. BitConverter.GetBytes(64 * 1024 + 1), .. new byte[12]] },
        { "old operation", Message(2002, s_ping) },
        { "unknown operation", Message(77, s_ping) },
        { "no section", Message(2013, [0, 0, 0, 0]) },
        { "no flags", Message(2013, []) },
        { "unknown flag", Message(2013, [4, 0, 0, 0, 0, .. s_ping]) },
        { "two commands", Message(2013, [0, 0, 0, 0, 0, .. s_ping, 0, .. s_ping]) },
        { "unknown section", Message(2013, [0, 0, 0, 0, 9, .. s_ping]) },
        { "long section", Message(2013, [0, 0, 0, 0, 1, 255, 255, 255, 127, .. "a\0"u8, 0, .. s_ping]) },
        { "short section", Message(2013, [0, 0, 0, 0, 1, 3, 0, 0, 0, .. "a\0"u8, 0, .. s_ping]) },
        { "section without a name's end", Message(2013, [0, 0, 0, 0, 1, 6, 0, 0, 0, .. "ab"u8, 0, .. s_ping]) },
        { "argument twice", Message(2013, [0, 0, 0, 0, 0, .. s_ping, 1, 9, 0, 0, 0, .. "ping\0"u8]) },
        { "long document", Message(2013, [0, 0, 0, 0, 0, 255, 0, 0, 0, .. s_ping[4..]]) },
        { "short document", Message(2013, [0, 0, 0, 0, 0, 4, 0, 0, 0]) },
        { "document that is none", Message(2013, [0, 0, 0, 0, 0, 9, 0, 0, 0, 99, 97, 0, 1, 0]) },
        { "text longer than all", Message(2013, [0, 0, 0, 0, 0, 14, 0, 0, 0, 2, 97, 0, 255, 255, 255, 127, 0, 0]) },
        { "deep documents", Message(2013, [0, 0, 0, 0, 0, .. Deep(1000)]) },
        { "wrong checksum", Message(2013, [1, 0, 0, 0, 0, .. s_ping, 1, 2, 3, 4]) },
        { "other compression", Message(2012, [221, 7, 0, 0, 40, 0, 0, 0, 1, 1, 2, 3]) },
        { "compressed twice", Message(2012, Compressed(2012, Compressed(2013, [0, 0, 0, 0, 0, .. s_ping]))) },
        { "compressed longer than said", Message(2012, Compressed(2013, [0, 0, 0, 0, 0, .. s_ping], less: 1)) },
        { "compressed shorter than said", Message(2012, Compressed(2013, [0, 0, 0, 0, 0, .. s_ping], less: -1)) },
        { "compressed beyond the limit", Message(2012, [221, 7, 0, 0, 255, 255, 255, 127, 2, 1, 2, 3]) },
        { "no zlib", Message(2012, [221, 7, 0, 0, 40, 0, 0, 0, 2, 1, 2, 3]) },
        { "query of no command", Message(2004, [0, 0, 0, 0, .. "shop.items\0"u8, .. new byte[8], .. s_ping]) },
    };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task Bytes_that_are_no_message_end_the_connection_and_nothing_else(string name, byte[] frame)
    {
        Assert.NotEmpty(name);
        using (TcpClient client = await ConnectAsync())
        {
            await client.GetStream().WriteAsync(frame, Cancel);
            Assert.Equal(0, await EndAsync(client));
        }
        using TcpClient other = await ConnectAsync();
        Assert.Equal(1.0, (await AskAsync(other, Message(2013, [0, 0, 0, 0, 0, .. s_ping])))["ok"]);
    }

    [Fact]
    public void Any_bytes_are_a_message_or_none()
    {
        var random = new Random(17);
        byte[] body = BsonBytes.Write(new BsonDocument
        {
            ["insert"] = "items", ["$db"] = "shop", ["documents"] = new BsonArray { new BsonDocument { ["a"] = "text", ["b"] = new BsonArray { 1, 2.5 } } },
        });
        byte[] message = Message(2013, [0, 0, 0, 0, 0, .. body]);
        for (int i = 0; i < 1000; i++)
        {
            byte[] changed = [.. message];
            for (int n = random.Next(1, 4); n > 0; n--) changed[random.Next(4, changed.Length)] = (byte)random.Next(256);
            int length = random.Next(4) == 0 ? random.Next(16, changed.Length) : changed.Length;
            try
            {
                Assert.NotNull(MessageReader.Parse(changed.AsMemory(0, length), MessageReader.MaxLengthBeforeLogin));
            }
            catch (WireFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public async Task There_are_only_so_many_connections_and_fewer_of_strangers()
    {
        using AppFolder app = DocumentApp.Create();
        await using AppServerFixture server = await MongodbServer.StartAsync(new MongodbSettings { Port = 0, Connections = 4 }, app);
        TcpClient[] strangers = [await ConnectAsync(server.Mongodb!), await ConnectAsync(server.Mongodb!)];
        foreach (TcpClient each in strangers) await AskAsync(each, Message(2013, [0, 0, 0, 0, 0, .. s_ping]));
        using (TcpClient third = await ConnectAsync(server.Mongodb!)) Assert.Equal(0, await EndAsync(third));
        foreach (TcpClient each in strangers) each.Dispose();
    }

    private Task<TcpClient> ConnectAsync() => ConnectAsync(mongodb.Server.Mongodb!);

    private static async Task<TcpClient> ConnectAsync(IPEndPoint place)
    {
        var client = new TcpClient();
        await client.ConnectAsync(place, Cancel);
        return client;
    }

    // A server that lets go of unread bytes resets the connection.
    private static async Task<int> EndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Cancel);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<BsonDocument> AskAsync(TcpClient client, byte[] message)
    {
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(message, Cancel);
        byte[] header = new byte[16];
        await stream.ReadExactlyAsync(header, Cancel);
        byte[] content = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
        await stream.ReadExactlyAsync(content, Cancel);
        int operation = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        if (operation == 2012)
        {
            using var inflated = new ZLibStream(new MemoryStream(content[9..]), CompressionMode.Decompress);
            using var all = new MemoryStream();
            await inflated.CopyToAsync(all, Cancel);
            (operation, content) = (BinaryPrimitives.ReadInt32LittleEndian(content), all.ToArray());
        }
        return BsonBytes.Read(operation == 1 ? content[20..] : content[5..]);
    }

    private static byte[] Message(int operation, byte[] content) =>
        [.. BitConverter.GetBytes(16 + content.Length), 1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(operation), .. content];

    private static byte[] Compressed(int operation, byte[] content, int less = 0)
    {
        using var compressed = new MemoryStream();
        using (var deflated = new ZLibStream(compressed, CompressionMode.Compress, leaveOpen: true)) deflated.Write(content);
        return [.. BitConverter.GetBytes(operation), .. BitConverter.GetBytes(content.Length - less), 2, .. compressed.ToArray()];
    }

    private static byte[] Deep(int levels)
    {
        byte[] document = [5, 0, 0, 0, 0];
        for (int i = 0; i < levels; i++) document = [.. BitConverter.GetBytes(document.Length + 8), 3, 97, 0, .. document, 0];
        return document;
    }

    // Bit by bit, unlike the server.
    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82F63B78;
        }
        return ~crc;
    }
}
