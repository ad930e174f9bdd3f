using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
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

    /// <summary>What is sent to the target arrives, and nothing comes back.</summary>
    HalfOpen,

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
    private volatile byte[]? _lost;

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
            bool isSilent = value is LinkFault.Silence or LinkFault.HalfOpen;
            if (isSilent) _healed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _fault = value;
            if (!isSilent) _healed.TrySetResult();
            if (value == LinkFault.Reset)
                foreach (TcpClient client in _open.Keys) Reset(client);
        }
    }

    /// <summary>
    /// The next request in which a text is arrives, and what is answered to it does not: the connection is reset in its place.
    /// </summary>
    public void LoseReplyTo(string text) => _lost = Encoding.UTF8.GetBytes(text);

    /// <summary>Whether that reply has been lost.</summary>
    public bool HasLost => _lost is null;

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
            var passage = new Passage(from, to);
            await Task.WhenAny(CopyAsync(passage, isReply: false), CopyAsync(passage, isReply: true));
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

    private async Task CopyAsync(Passage passage, bool isReply)
    {
        byte[] buffer = new byte[64 * 1024];
        (TcpClient from, TcpClient to) = isReply ? (passage.To, passage.From) : (passage.From, passage.To);
        NetworkStream source = from.GetStream(), target = to.GetStream();
        int count;
        while ((count = await source.ReadAsync(buffer, _stop.Token)) > 0)
        {
            if (isReply || _fault != LinkFault.HalfOpen) await _healed.Task.WaitAsync(_stop.Token);
            if (_fault == LinkFault.Delay) await Task.Delay(s_delay, _stop.Token);
            if (!isReply && _lost is { } lost && buffer.AsSpan(0, count).IndexOf(lost) >= 0) passage.LosesReply = true;
            if (isReply && passage.LosesReply)
            {
                _lost = null;
                Reset(passage.From);
                return;
            }
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

    /// <summary>A connection and the one that it goes on in.</summary>
    private sealed class Passage(TcpClient from, TcpClient to)
    {
        private bool _losesReply;

        public TcpClient From { get; } = from;

        public TcpClient To { get; } = to;

        /// <summary>Whether the next reply is lost.</summary>
        public bool LosesReply
        {
            get => Volatile.Read(ref _losesReply);
            set => Volatile.Write(ref _losesReply, value);
        }
    }
}
