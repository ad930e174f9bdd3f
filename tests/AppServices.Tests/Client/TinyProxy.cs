using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Client;

/// <summary>An HTTP proxy that lets everything through to where it should go, for those who log in if it wants that.</summary>
internal sealed class TinyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string? _account;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="account">User name and password, with a colon between; null for none.</param>
    public TinyProxy(string? account = null)
    {
        _account = account is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(account));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The first line of each connection's first request.</summary>
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>The ports that servers see as those of their clients.</summary>
    public ConcurrentBag<int> Ports { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await ServeAsync(client.GetStream());
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or SocketException)
            {
                // One side has gone.
            }
        }
    }

    private async Task ServeAsync(NetworkStream client)
    {
        string head = await ReadHeadAsync(client);
        string[] lines = head.Split("\r\n");
        Seen.Enqueue(lines[0]);
        if (_account is not null && !lines.Contains($"Proxy-Authorization: Basic {_account}"))
        {
            if (lines.FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)) is { } length)
                await client.ReadExactlyAsync(new byte[int.Parse(length.AsSpan(16), CultureInfo.InvariantCulture)], _stop.Token);
            await SayAsync(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tiny\"\r\nContent-Length: 0");
            await ServeAsync(client);
            return;
        }
        string[] words = lines[0].Split(' ');
        bool tunnels = words[0] == "CONNECT";
        var target = new Uri(tunnels ? $"https://{words[1]}" : words[1]);
        using var server = new TcpClient();
        await server.ConnectAsync(target.Host, target.Port, _stop.Token);
        Ports.Add(((IPEndPoint)server.Client.LocalEndPoint!).Port);
        NetworkStream stream = server.GetStream();
        if (tunnels) await SayAsync(client, "200 Connection established");
        else await stream.WriteAsync(Encoding.Latin1.GetBytes(head), _stop.Token);
        await Task.WhenAny(client.CopyToAsync(stream, _stop.Token), stream.CopyToAsync(client, _stop.Token));
    }

    // Byte by byte: what follows belongs to somebody else.
    private async Task<string> ReadHeadAsync(NetworkStream client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await client.ReadAsync(one, _stop.Token) == 0) throw new IOException("The client has gone.");
            head.Append((char)one[0]);
        }
        return head.ToString();
    }

    private Task SayAsync(NetworkStream client, string status) =>
        client.WriteAsync(Encoding.Latin1.GetBytes($"HTTP/1.1 {status}\r\n\r\n"), _stop.Token).AsTask();
}
