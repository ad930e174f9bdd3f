using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Client;

/// <summary>What a <see cref="FaultyProxy"/> does to one request.</summary>
public enum ProxyFault
{
    None,
    ResetAtConnect,
    ResetAfterRequestHead,
    ResetAfterRequestBody,
    ResetWithinReplyHead,
    ResetWithinReplyBody,
    CloseWithoutReply,
    CloseWithinReplyHead,
    CloseWithinReplyBody,
    Drip,
    LengthTooShort,
    LengthTooLong,
    SilenceWithinReplyBody,
    GarbageStatusLine,
}

/// <summary>Stands before a server and passes everything on, but does something bad to the one request it is armed for.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _server;
    private readonly Task _accepting;
    private ProxyFault _fault;
    private string _request = "";
    private int _seen;

    public FaultyProxy(Uri server)
    {
        _server = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = server,
        };
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>How often the request it is armed for came since then: what may have reached the server.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>Whether the next reply is the last of its connection, so that the request after it needs a new one.</summary>
    public bool ClosesNext { get; set; }

    /// <summary>The next request of a name gets the fault, and none after it.</summary>
    /// <param name="fault">What happens.</param>
    /// <param name="request">Its method and the end of its path: <c>POST /login</c>.</param>
    public void Arm(ProxyFault fault, string request) => (_request, _seen, _fault) = (request, 0, fault);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _server.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (Take(ProxyFault.ResetAtConnect)) Reset(client);
                else _ = ServeAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private bool Take(ProxyFault fault)
    {
        if (_fault != fault) return false;
        _fault = ProxyFault.None;
        return true;
    }

    private static void Reset(TcpClient client)
    {
        client.Client.LingerState = new LingerOption(true, 0);
        client.Dispose();
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                while (await ServeAsync(client, client.GetStream(), _stop.Token))
                {
                }
            }
            catch (Exception error)
                when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException
                    or HttpRequestException)
            {
                // One side has gone.
            }
        }
    }

    // One request; whether another may follow.
    private async Task<bool> ServeAsync(TcpClient client, NetworkStream stream, CancellationToken end)
    {
        string[] head = (await ReadHeadAsync(stream, end)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] words = head[0].Split(' ');
        ProxyFault fault = ProxyFault.None;
        if ($"{words[0]} {words[1].Split('?')[0]}" is var name && name.StartsWith(_request.Split(' ')[0], StringComparison.Ordinal)
            && name.EndsWith(_request.Split(' ')[^1], StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _seen);
            (fault, _fault) = (_fault, ProxyFault.None);
        }
        if (fault == ProxyFault.ResetAfterRequestHead) return End(client, reset: true);
        using HttpRequestMessage request = await ReadRequestAsync(words, head[1..], stream, end);
        using HttpResponseMessage reply = await _server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, end);
        if (fault is ProxyFault.ResetAfterRequestBody or ProxyFault.CloseWithoutReply)
            return End(client, reset: fault == ProxyFault.ResetAfterRequestBody);
        await using Stream content = await reply.Content.ReadAsStreamAsync(end);
        bool isStream = reply.Content.Headers.ContentType?.MediaType == "text/event-stream";
        byte[] body = isStream ? await ReadSomeAsync(content, end) : await ReadAllAsync(content, end);
        int? length = fault switch
        {
            ProxyFault.LengthTooShort => body.Length / 2,
            ProxyFault.LengthTooLong => body.Length + 10,
            _ => isStream || reply.StatusCode == HttpStatusCode.NoContent ? null : body.Length,
        };
        (bool closes, ClosesNext) = (ClosesNext, false);
        byte[] start = Encoding.Latin1.GetBytes(HeadOf(reply, fault, length, closes));
        switch (fault)
        {
            case ProxyFault.ResetWithinReplyHead or ProxyFault.CloseWithinReplyHead:
                await stream.WriteAsync(start.AsMemory(0, start.Length / 2), end);
                return End(client, reset: fault == ProxyFault.ResetWithinReplyHead);
            case ProxyFault.ResetWithinReplyBody or ProxyFault.CloseWithinReplyBody or ProxyFault.SilenceWithinReplyBody:
                await stream.WriteAsync(start.Concat(body[..(body.Length / 2)]).ToArray(), end);
                if (fault == ProxyFault.SilenceWithinReplyBody) await stream.ReadExactlyAsync(new byte[1], end);
                return End(client, reset: fault == ProxyFault.ResetWithinReplyBody);
            case ProxyFault.Drip:
                foreach (byte[] drop in start.Concat(body).Chunk(3)) await stream.WriteAsync(drop, end);
                break;
            default:
                await stream.WriteAsync(start.Concat(body).ToArray(), end);
                break;
        }
        if (fault is ProxyFault.LengthTooShort or ProxyFault.LengthTooLong or ProxyFault.GarbageStatusLine)
            return End(client, reset: false);
        if (isStream) await content.CopyToAsync(stream, end);
        return !isStream && !closes;
    }

    private static bool End(TcpClient client, bool reset)
    {
        if (reset) Reset(client);
        return false;
    }

    private static string HeadOf(HttpResponseMessage reply, ProxyFault fault, int? length, bool closes)
    {
        var head = new StringBuilder(
            fault == ProxyFault.GarbageStatusLine ? "HELO 2OO nice to meet you\r\n" : $"HTTP/1.1 {(int)reply.StatusCode} Told\r\n");
        foreach (var header in reply.Headers.Concat(reply.Content.Headers))
            if (header.Key is not ("Content-Length" or "Transfer-Encoding" or "Connection"))
                head.Append(CultureInfo.InvariantCulture, $"{header.Key}: {string.Join(", ", header.Value)}\r\n");
        if (length is not null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        if (closes) head.Append("Connection: close\r\n");
        return head.Append("\r\n").ToString();
    }

    private static async Task<HttpRequestMessage> ReadRequestAsync(
        string[] words, string[] headers, NetworkStream stream, CancellationToken end)
    {
        var request = new HttpRequestMessage(new HttpMethod(words[0]), words[1]);
        string? length = headers.Select(line => line.Split(": ", 2))
            .FirstOrDefault(pair => pair[0].Equals("Content-Length", StringComparison.OrdinalIgnoreCase))?[1];
        if (length is not null)
        {
            var body = new byte[int.Parse(length, CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(body, end);
            request.Content = new ByteArrayContent(body);
        }
        foreach (string[] pair in headers.Select(line => line.Split(": ", 2)))
        {
            // What is encoded cannot be told by its text.
            if (pair[0] is "Content-Length" or "Accept-Encoding") continue;
            if (!request.Headers.TryAddWithoutValidation(pair[0], pair[1]))
                request.Content?.Headers.TryAddWithoutValidation(pair[0], pair[1]);
        }
        return request;
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken end)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (head.Length < 4 || head.ToString(head.Length - 4, 4) != "\r\n\r\n")
        {
            await stream.ReadExactlyAsync(one, end);
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    private static async Task<byte[]> ReadAllAsync(Stream content, CancellationToken end)
    {
        using var body = new MemoryStream();
        await content.CopyToAsync(body, end);
        return body.ToArray();
    }

    private static async Task<byte[]> ReadSomeAsync(Stream content, CancellationToken end)
    {
        var some = new byte[4096];
        return some[..await content.ReadAsync(some, end)];
    }
}
