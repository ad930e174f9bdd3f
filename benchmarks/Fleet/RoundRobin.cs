using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Fleet;

/// <summary>The least that is a balancer: each connection goes to the next server.</summary>
internal sealed class RoundRobin : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IReadOnlyList<Uri> _targets;
    private readonly Task _accepting;

    public RoundRobin(IReadOnlyList<Uri> targets)
    {
        _targets = targets;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carrying = [];
        try
        {
            for (int i = 0; ; i++)
            {
                TcpClient from = await _listener.AcceptTcpClientAsync(_stop.Token);
                carrying.Add(CarryAsync(from, _targets[i % _targets.Count]));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient from, Uri target)
    {
        using var to = new TcpClient { NoDelay = true };
        using (from)
        {
            from.NoDelay = true;
            try
            {
                await to.ConnectAsync(target.Host, target.Port, _stop.Token);
                NetworkStream client = from.GetStream(), server = to.GetStream();
                await Task.WhenAny(client.CopyToAsync(server, _stop.Token), server.CopyToAsync(client, _stop.Token));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // One side has gone, and the client sees it.
            }
        }
    }
}
