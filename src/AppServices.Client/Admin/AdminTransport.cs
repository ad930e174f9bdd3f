using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices.Admin;

/// <summary>
/// Sends requests of the admin API. What the service had no time for is asked again after a while: any request that it refused as
/// one too many, and reads that failed at its side. Redirects are not followed. Source: client-api 14.7.
/// </summary>
internal sealed class AdminTransport(Uri service, AppConnection connection) : IApiTransport
{
    private const int MaxRepeats = 4;
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);
    private static readonly KeyValuePair<string, string>[] s_headers = [new("X-BAAS-Request-Origin", "appservices-powershell")];

    private readonly string _root = service.AbsoluteUri.TrimEnd('/') + AdminApi.Root;

    public async Task<AppReply> SendAsync(
        AppRequest request, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest raw = request with { IsRaw = true, Headers = s_headers };
        var address = new Uri(_root + request.Path);
        for (int repeats = 0; ; repeats++)
        {
            (AppReply reply, _) = await HttpSender.SendAsync(
                connection, raw, address, token, attempt + repeats, options, cancellationToken).ConfigureAwait(false);
            if (repeats == MaxRepeats || WaitFor(request, reply, repeats) is not { } wait) return reply;
            await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    // Null when the request is not to be repeated: it may have been done, or the service wants more patience than anybody has.
    private static TimeSpan? WaitFor(AppRequest request, AppReply reply, int repeats)
    {
        if (reply.Status != 429 && (reply.Status < 500 || request.Method != HttpMethod.Get)) return null;
        TimeSpan wait = RetryAfter(reply) ?? TimeSpan.FromTicks(s_firstWait.Ticks << repeats);
        return wait > s_longestWait ? null : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static TimeSpan? RetryAfter(AppReply reply)
    {
        if (!reply.Headers.TryGetValue("Retry-After", out IReadOnlyList<string>? values)) return null;
        string text = values[0];
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)) return TimeSpan.FromSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time - DateTimeOffset.UtcNow
            : null;
    }
}
