using System;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>
/// Sends a request again after a while where it has not been done: it was refused as one too many, nobody took the connection, or it
/// only reads and a server on the way failed. What may have been done is never sent twice. Source: cmdlets T8.
/// </summary>
internal static class RepeatingSender
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(2);

    public static async Task<(AppReply Reply, Uri? RedirectsTo)> SendAsync(
        AppConnection connection, AppRequest request, Uri address, string? token, int attempt, RequestOptions options,
        CancellationToken cancellationToken)
    {
        for (int repeats = 0; ; repeats++)
        {
            bool isLast = repeats >= options.MaximumRetryCount;
            TimeSpan wait;
            string reason;
            try
            {
                (AppReply reply, Uri? target) = await HttpSender.SendAsync(
                    connection, request, address, token, attempt + repeats, options, cancellationToken).ConfigureAwait(false);
                wait = reply.RetryAfter ?? Backoff.Of(options.RetryInterval, repeats, s_longestWait);
                if (isLast || !MayRepeat(request, reply.Status) || wait > s_longestWait) return (reply, target);
                reason = $"HTTP {reply.Status}";
            }
            catch (AppServicesException error) when (!isLast && IsRefusedConnection(error))
            {
                wait = Backoff.Of(options.RetryInterval, repeats, s_longestWait);
                reason = "no connection";
            }
            options.RetryObserver?.Invoke(new RequestRetry(
                request.Method.Method, address.AbsolutePath, reason, wait, repeats + 1, options.MaximumRetryCount));
            await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayRepeat(AppRequest request, int status) => request.IsAnsweredByService && status switch
    {
        429 or 503 => true,
        502 or 504 => request.IsRead || request.Method == HttpMethod.Get,
        _ => false,
    };

    private static bool IsRefusedConnection(AppServicesException error) =>
        error.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionRefused };
}
