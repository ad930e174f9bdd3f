using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>Sends one request to one address and reads the reply, with every failure named.</summary>
internal static class HttpSender
{
    private static readonly Lazy<HttpClient> s_client = new(CreateClient);

    public static async Task<(AppReply Reply, Uri? RedirectsTo)> SendAsync(
        AppRequest request, Uri address, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.Timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(options.Timeout);
        using HttpRequestMessage message = CreateMessage(request, address, token);
        long started = Stopwatch.GetTimestamp();
        try
        {
            HttpCompletionOption until = request.IsStreamed ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
            HttpResponseMessage response = await s_client.Value.SendAsync(message, until, limit.Token).ConfigureAwait(false);
            if (request.IsStreamed && response.IsSuccessStatusCode)
                return (await OpenAsync(response, request, address, attempt, started, options).ConfigureAwait(false), null);
            using (response)
            {
                byte[] body = await ReadBodyAsync(response, limit.Token).ConfigureAwait(false);
                AppReply reply = ToReply(response, body);
                options.Observer?.Invoke(Trace(request, address, response, reply.RequestId, attempt, Elapsed(started), body.Length));
                return (reply, RedirectTarget(request, response, address));
            }
        }
        catch (HttpRequestException error)
        {
            throw SendFailure.Unreachable(request, address, error);
        }
        catch (IOException error)
        {
            throw SendFailure.Unreachable(request, address, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw SendFailure.TimedOut(request, address, options.Timeout, error);
        }
    }

    // The request is observed when the receiver has closed the stream.
    private static async Task<AppReply> OpenAsync(
        HttpResponseMessage response, AppRequest request, Uri address, int attempt, long started, RequestOptions options)
    {
        AppReply reply = ToReply(response, []);
        Stream content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        return reply with
        {
            Stream = new ReplyStream(response, content, request, address, options.Timeout, bytes =>
                options.Observer?.Invoke(Trace(request, address, response, reply.RequestId, attempt, Elapsed(started), bytes))),
        };
    }

    private static AppReply ToReply(HttpResponseMessage response, byte[] body) =>
        new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, RequestId(response), body);

    private static HttpRequestMessage CreateMessage(AppRequest request, Uri address, string? token)
    {
        var message = new HttpRequestMessage(request.Method, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(request.Accept));
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (!request.Body.IsEmpty) message.Content = JsonBody(request.Body);
        return message;
    }

    private static Task<byte[]> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
#if NET
        return response.Content.ReadAsByteArrayAsync(cancellationToken);
#else
        cancellationToken.ThrowIfCancellationRequested();
        return response.Content.ReadAsByteArrayAsync();        // already buffered by ResponseContentRead
#endif
    }

    private static HttpContent JsonBody(ReadOnlyMemory<byte> body)
    {
#if NET
        HttpContent content = new ReadOnlyMemoryContent(body);
#else
        HttpContent content = new ByteArrayContent(body.ToArray());
#endif
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        return content;
    }

    private static HttpClient CreateClient()
    {
#if NET
        HttpMessageHandler handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            Proxy = new LocalBypass(HttpClient.DefaultProxy),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),         // a host that moves is found again
        };
#else
        HttpMessageHandler handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            Proxy = new LocalBypass(WebRequest.DefaultWebProxy),
            MaxConnectionsPerServer = 256,                              // .NET Framework's default is two
        };
#endif
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // A 3xx without a target is an ordinary failed reply. So is one that asks for another page instead of the same request elsewhere.
    private static Uri? RedirectTarget(AppRequest request, HttpResponseMessage response, Uri address)
    {
        if ((int)response.StatusCode is not (301 or 302 or 307 or 308)
            || response.Headers.Location is not { } location
            || !Uri.TryCreate(address, location, out Uri? target)) return null;
        ServiceMove.ThrowIfRefused(request.Action, address, target, "redirects to");
        return target;
    }

    private static string? RequestId(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("x-appservices-request-id", out var values)) return null;
        foreach (string value in values) return value;
        return null;
    }

    private static TimeSpan Elapsed(long started) =>
        TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - started) / (double)Stopwatch.Frequency);

    private static RequestTrace Trace(
        AppRequest request, Uri address, HttpResponseMessage response, string? requestId, int attempt, TimeSpan duration, long bytes) =>
        new(request.Method.Method, address.AbsolutePath, (int)response.StatusCode, duration, requestId, attempt,
            ReplyHeaders.Describe(response), request.Body.Length, bytes);
}
