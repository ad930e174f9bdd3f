using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Documents;

/// <summary>Waits between attempts to connect: longer each time, up to half a minute.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = s_first;

    /// <summary>Whether the same request could succeed later: the service was not there, or not in order.</summary>
    public static bool IsWorthIt(AppServicesException error) =>
        error.Code is ClientErrorCode.ServerUnreachable or ClientErrorCode.RequestTimedOut || error.StatusCode is 429 or >= 500;

    /// <summary>Begins with short waits again.</summary>
    public void Reset() => _next = s_first;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _next;
        _next = _next + _next < s_longest ? _next + _next : s_longest;
        await Task.Delay(wait, cancellationToken);
    }
}
