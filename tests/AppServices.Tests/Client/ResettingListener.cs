using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Tests.Client;

/// <summary>
/// A port whose connections are gone as soon as they are there. How far a client has come by then is chance, so that it is asked often:
/// one call in some hundreds sees the socket's own exception.
/// </summary>
internal sealed class ResettingListener : IAsyncDisposable
{
    private const int Calls = 1_500;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _resets;

    public ResettingListener()
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _resets = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(ResetAsync)));
    }

    public Uri Address { get; }

    /// <summary>Makes calls, several at once.</summary>
    public static Task CallOftenAsync(Func<Task> call) => Parallel.ForAsync(
        0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestSession.Token }, async (_, _) => await call());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _resets.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ResetAsync()
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            socket.LingerState = new LingerOption(true, 0);
        }
    }
}
