using System;
using System.Diagnostics;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AppServices.Server.Hosting;

/// <summary>
/// Takes no more connections than there are files for, with two more for each, which is what it takes to read the database. Those beyond
/// are answered 503 without being read, and the log says why, now and then. When they come faster than that, or the limit was lowered
/// meanwhile, they wait to be accepted.
/// </summary>
/// <param name="options">How many files there may be.</param>
/// <param name="sockets">How sockets are used.</param>
/// <param name="logs">Where it is told that connections were refused.</param>
internal sealed partial class ConnectionLimit(ServeOptions options, IOptions<SocketTransportOptions> sockets, ILoggerFactory logs)
    : IConnectionListenerFactory
{
    private const int FilesOfConnection = 3;
    private const int RefusedAtOnce = 16;
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly SocketTransportFactory _sockets = new(sockets, logs);
    private readonly ILogger _logger = logs.CreateLogger("connections");
    private long _open;
    private long _refused;
    private long _told;

    private long Most => (options.OpenFiles() - OpenFiles.Own) / FilesOfConnection;

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(this, await _sockets.BindAsync(endpoint, cancellationToken));

    /// <summary>Serves a connection that was accepted, or refuses it.</summary>
    public async Task GuardAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Volatile.Read(ref _open) <= Most) await next(connection);
            else await RefuseAsync(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task RefuseAsync(ConnectionContext connection)
    {
        Interlocked.Increment(ref _refused);
        Tell();
        await connection.Transport.Output.WriteAsync(
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
            connection.ConnectionClosed);
    }

    private void Tell()
    {
        long told = Volatile.Read(ref _told), now = Stopwatch.GetTimestamp();
        if ((told == 0 || Stopwatch.GetElapsedTime(told, now) > s_quiet) && Interlocked.CompareExchange(ref _told, now, told) == told)
        {
            Refused(
                _logger, Interlocked.Exchange(ref _refused, 0), Volatile.Read(ref _open), OpenFiles.Advice(options.OpenFiles()));
        }
    }

    [LoggerMessage(1, LogLevel.Error, "too many connections: {Count} were refused or wait, {Open} are open. {Advice}")]
    private static partial void Refused(ILogger logger, long count, long open, string advice);

    private sealed class Listener(ConnectionLimit limit, IConnectionListener sockets) : IConnectionListener
    {
        private volatile bool _isUnbound;

        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (limit.Most <= 0 || Volatile.Read(ref limit._open) >= limit.Most + RefusedAtOnce)
            {
                if (_isUnbound) return null;
                limit.Tell();
                await Task.Delay(s_look, cancellationToken);
            }
            ConnectionContext? connection = await sockets.AcceptAsync(cancellationToken);
            if (connection is not null) Interlocked.Increment(ref limit._open);
            return connection;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _isUnbound = true;
            return sockets.UnbindAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
