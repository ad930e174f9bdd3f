using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using AppServices.Ejson;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace AppServices.Tests.Client;

/// <summary>How much memory a service takes is not for the service to decide.</summary>
public sealed class ReplySizeTests
{
    private const string Call = "POST /app/test-abcde/functions/call";
    private const string Watch = "GET /app/test-abcde/functions/call";
    private const int Maximum = 100_000;

    // What the system and the client take in before anybody reads.
    private const long Underway = 24L * 1024 * 1024;

    private static readonly byte[] s_filling = Encoding.ASCII.GetBytes(new string('7', 64 * 1024));
    private static readonly RequestOptions s_options = new() { MaximumReplySize = Maximum };

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zlib")]
    [InlineData("br")]
    public async Task A_body_without_an_end_is_not_read_on(string encoding)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => EndlessAsync(context, Call, 200, encoding));

        AppServicesException error = await FailAsync(server);

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
        Assert.Contains($"Calling function 'x' failed: the reply of {server.BaseUri.GetLeftPart(UriPartial.Authority)} is larger than 100000 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.BytesSent, 1, Underway);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_bomb_is_bounded_by_what_it_becomes(string encoding)
    {
        byte[] bomb = Bomb(encoding, megabytes: 8);
        Assert.InRange(bomb.Length, 1, Maximum);
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Call, bomb, encoding));

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, (await FailAsync(server)).Code);
    }

    [Fact]
    public async Task What_never_becomes_anything_is_bounded_by_what_is_sent()
    {
        byte[] member = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] members = [.. Enumerable.Repeat(member, 2_000).SelectMany(one => one)];
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => RepeatAsync(context, Call, 200, "gzip", members));

        AppServicesException error = await FailAsync(server);

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
        Assert.InRange(server.BytesSent, 1, Underway);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_limit_is_the_largest_that_is_read(int more)
    {
        foreach (string encoding in new[] { "", "gzip", "br", "deflate", "zlib" })
        {
            byte[] text = Encoding.ASCII.GetBytes($"\"{new string('x', Maximum - 2 + more)}\"");
            await using ScriptedServer server = await ScriptedServer.StartAsync(
                context => SendAsync(context, Call, Encode(encoding, text), encoding));
            AppSession session = await server.LogInAsync();

            if (more > 0) Assert.Equal(ClientErrorCode.ClientReplyTooLarge, (await FailAsync(session)).Code);
            else Assert.Equal(Maximum - 2, ((string)(await CallAsync(session))!).Length);
        }
    }

    [Fact]
    public async Task A_length_that_is_too_large_is_enough()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            context.Response.ContentLength = 5_000_000_000;
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(-1, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        });

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, (await FailAsync(server)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task Of_an_error_without_an_end_the_status_counts(string encoding)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => EndlessAsync(context, Call, 503, encoding));

        AppServicesException error = await FailAsync(server);

        Assert.Equal(503, error.StatusCode);
        Assert.InRange(error.Message.Length, 1, 400);
    }

    [Theory]
    [InlineData("GET /app/test-abcde/location")]
    [InlineData("POST /app/test-abcde/auth/providers/anon-user/login")]
    [InlineData("GET /auth/profile")]
    public async Task No_other_reply_is_read_on_either(string request)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => EndlessAsync(context, request, 200, ""));

        var error = await Assert.ThrowsAsync<AppServicesException>(() => server.LogInAsync(s_options));

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
        Assert.InRange(server.BytesSent, 1, Underway);
    }

    [Fact]
    public async Task Nobody_reads_the_body_of_a_redirect()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (!ScriptedServer.Is(context, Call)) return false;
            context.Response.Headers.Location = "/elsewhere";
            return await EndlessAsync(context, Call, 307, "");
        });

        Assert.Equal(404, (await FailAsync(server)).StatusCode);
        Assert.InRange(server.BytesSent, 1, Underway);
    }

    [Fact]
    public async Task Headers_are_bounded()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            if (!ScriptedServer.Is(context, Call)) return Task.FromResult(false);
            for (int i = 0; i < 200; i++) context.Response.Headers[$"x-{i}"] = new string('h', 4000);
            return ScriptedServer.ReplyAsync(context, 200, "1");
        });

        AppServicesException error = await FailAsync(server);

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
    }

    [Fact]
    public async Task A_list_may_be_longer_but_none_of_its_documents()
    {
        string document = $$"""{"a":"{{new string('x', 1000)}}"}""";
        byte[] list = Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat(document, 1000))}]");
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => SendAsync(context, Call, Encode("gzip", list), "gzip"));
        MongoCollection items = await OpenAsync(server);

        using DocumentReader found = await items.FindAsync(null, new FindOptions(), s_options, TestSession.Token);
        int count = 0;
        while (await found.ReadAsync(TestSession.Token)) count++;
        using DocumentReader small = await items.FindAsync(
            null, new FindOptions(), new RequestOptions { MaximumReplySize = 999 }, TestSession.Token);
        var error = await Assert.ThrowsAsync<AppServicesException>(() => small.ReadAsync(TestSession.Token).AsTask());

        Assert.Equal((1000, ClientErrorCode.ClientReplyTooLarge), (count, error.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    public async Task A_document_without_an_end_is_not_read_on(string encoding)
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => EndlessAsync(context, Call, 200, encoding, "[{\"a\":\""));
        using DocumentReader found = await (await OpenAsync(server)).FindAsync(null, new FindOptions(), s_options, TestSession.Token);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => found.ReadAsync(TestSession.Token).AsTask());

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
        Assert.Contains("a document in the reply", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data: ", "")]
    [InlineData("event: ", "")]
    [InlineData(": ", "")]
    [InlineData("id: 1\n", "data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n")]
    [InlineData("", "data:\n")]
    public async Task An_event_without_an_end_is_not_read_on(string start, string line)
    {
        byte[] repeated = line.Length == 0 ? s_filling : Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 64 * 1024 / line.Length)));
        await using ScriptedServer server = await ScriptedServer.StartAsync(
            context => RepeatAsync(context, Watch, 200, "", repeated, start));
        using ChangeStream changes = await (await OpenAsync(server)).WatchAsync(null, null, null, s_options, TestSession.Token);

        var error = await Assert.ThrowsAsync<AppServicesException>(() => changes.ReadAsync(TestSession.Token));

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
        Assert.InRange(server.BytesSent, 1, Underway);
    }

    [Fact]
    public async Task A_stream_of_events_may_be_longer_but_none_of_them()
    {
        string events = string.Concat(Enumerable.Repeat($"data: {{\"a\":\"{new string('x', 2000)}\"}}\n\n", 100));
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            ScriptedServer.Is(context, Watch)
                ? ScriptedServer.ReplyAsync(context, 200, events, "text/event-stream")
                : Task.FromResult(false));
        MongoCollection items = await OpenAsync(server);

        using ChangeStream changes = await items.WatchAsync(null, null, null, s_options, TestSession.Token);
        for (int i = 0; i < 100; i++) Assert.NotNull(await changes.ReadAsync(TestSession.Token));
        using ChangeStream small = await items.WatchAsync(
            null, null, null, new RequestOptions { MaximumReplySize = 1999 }, TestSession.Token);
        var error = await Assert.ThrowsAsync<AppServicesException>(() => small.ReadAsync(TestSession.Token));

        Assert.Equal(ClientErrorCode.ClientReplyTooLarge, error.Code);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task What_cannot_be_decompressed_is_no_reply(string encoding)
    {
        byte[] nonsense = [0x78, 0x9C, .. Enumerable.Repeat((byte)0xFF, 100)];
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => SendAsync(context, Call, nonsense, encoding));

        AppServicesException error = await FailAsync(server);

        Assert.Equal(ClientErrorCode.InvalidServerResponse, error.Code);
        Assert.Contains(encoding, error.Message, StringComparison.Ordinal);
    }

    private static async Task<MongoCollection> OpenAsync(ScriptedServer server) =>
        new(await server.LogInAsync(), "atlas", "store", "items", EjsonFormat.Default);

    private static async Task<AppServicesException> FailAsync(ScriptedServer server) => await FailAsync(await server.LogInAsync());

    private static Task<AppServicesException> FailAsync(AppSession session) =>
        Assert.ThrowsAsync<AppServicesException>(() => CallAsync(session));

    private static Task<object?> CallAsync(AppSession session) =>
        session.CallFunctionAsync("x", [], null, EjsonFormat.Default, s_options, TestSession.Token);

    private static async Task<bool> SendAsync(HttpContext context, string request, byte[] body, string encoding)
    {
        if (!ScriptedServer.Is(context, request)) return false;
        Begin(context, 200, encoding);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        return true;
    }

    private static Task<bool> EndlessAsync(HttpContext context, string request, int status, string encoding, string start = "") =>
        RepeatAsync(context, request, status, encoding, s_filling, start, compressed: encoding.Length > 0);

    private static async Task<bool> RepeatAsync(
        HttpContext context, string request, int status, string encoding, byte[] bytes, string start = "", bool compressed = false)
    {
        if (!ScriptedServer.Is(context, request)) return false;
        Begin(context, status, encoding);
        Stream body = compressed ? Encoder(encoding, context.Response.Body) : context.Response.Body;
        try
        {
            await body.WriteAsync(Encoding.ASCII.GetBytes(start), context.RequestAborted);
            while (true) await body.WriteAsync(bytes, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return true;            // the client has left
        }
    }

    private static void Begin(HttpContext context, int status, string encoding)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ScriptedServer.Is(context, Watch) ? "text/event-stream" : "application/json";
        if (encoding.Length > 0) context.Response.Headers.ContentEncoding = encoding == "zlib" ? "deflate" : encoding;
    }

    private static Stream Encoder(string encoding, Stream target) => encoding switch
    {
        "gzip" => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "br" => new BrotliStream(target, CompressionLevel.Fastest, leaveOpen: true),
        "zlib" => new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true),
        _ => new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true),
    };

    private static byte[] Encode(string encoding, byte[] text)
    {
        if (encoding.Length == 0) return text;
        using var encoded = new MemoryStream();
        using (Stream encoder = Encoder(encoding, encoded)) encoder.Write(text);
        return encoded.ToArray();
    }

    private static byte[] Bomb(string encoding, int megabytes)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = Encoder(encoding, encoded))
        {
            for (int i = 0; i < megabytes * 16; i++) encoder.Write(s_filling);
            encoder.Flush();
        }
        return encoded.ToArray();
    }
}
