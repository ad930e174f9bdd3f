using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Server;

/// <summary>What a way does to what goes over it.</summary>
internal enum LinkFault
{
    None,

    /// <summary>Connections are reset, and new ones, too.</summary>
    Reset,

    /// <summary>Connections stay open, and nothing comes over them.</summary>
    Silence,

    /// <summary>Everything comes late.</summary>
    Delay,
}

/// <summary>The way between two programs, which can be broken.</summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly IPEndPoint _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkFault _fault;

    public FaultyLink(IPEndPoint target)
    {
        _target = target;
        _healed.SetResult();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public LinkFault Fault
    {
        get => _fault;
        set
        {
            if (value == LinkFault.Silence) _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _fault = value;
            if (value != LinkFault.Silence) _healed.TrySetResult();
            if (value == LinkFault.Reset)
                foreach (TcpClient client in _open.Keys) Reset(client);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (TcpClient client in _open.Keys) client.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient from)
    {
        using var to = new TcpClient();
        _open[from] = _open[to] = true;
        try
        {
            if (_fault == LinkFault.Reset)
            {
                Reset(from);
                return;
            }
            await to.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(CopyAsync(from, to), CopyAsync(to, from));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
        finally
        {
            _open.TryRemove(from, out _);
            _open.TryRemove(to, out _);
            from.Dispose();
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[64 * 1024];
        NetworkStream source = from.GetStream(), target = to.GetStream();
        int count;
        while ((count = await source.ReadAsync(buffer, _stop.Token)) > 0)
        {
            await _healed.Task.WaitAsync(_stop.Token);
            if (_fault == LinkFault.Delay) await Task.Delay(s_delay, _stop.Token);
            await target.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private static void Reset(TcpClient client)
    {
        try
        {
            if (client.Client is not { } socket) return;
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return;     // it has gone already
        }
        client.Dispose();
    }
}
