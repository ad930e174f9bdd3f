using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>Sends one request to one address and reads the whole reply, with every failure named.</summary>
internal static class HttpSender
{
    private static readonly Lazy<HttpClient> s_client = new(CreateClient);
    private static readonly MediaTypeWithQualityHeaderValue s_acceptJson = new("application/json");

    public static async Task<(AppReply Reply, Uri? RedirectsTo)> SendAsync(
        AppRequest request, Uri address, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.Timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(options.Timeout);
        using HttpRequestMessage message = CreateMessage(request, address, token);
        long started = Stopwatch.GetTimestamp();
        try
        {
            using HttpResponseMessage response =
                await s_client.Value.SendAsync(message, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            byte[] body = await ReadBodyAsync(response, limit.Token).ConfigureAwait(false);
            var reply = new AppReply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, RequestId(response), body);
            options.Observer?.Invoke(Trace(request, address, response, reply, attempt, Elapsed(started)));
            return (reply, RedirectTarget(response, address));
        }
        catch (HttpRequestException error)
        {
            throw Unreachable(request, address, error);
        }
        catch (IOException error)
        {
            throw Unreachable(request, address, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AppServicesException(
                $"{request.Action} failed: no reply from {Origin(address)} within {options.Timeout.TotalSeconds:0.###} seconds.", error)
            {
                Code = ClientErrorCode.RequestTimedOut,
            };
        }
    }

    private static HttpRequestMessage CreateMessage(AppRequest request, Uri address, string? token)
    {
        var message = new HttpRequestMessage(request.Method, address);
        message.Headers.Accept.Add(s_acceptJson);
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
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),         // a host that moves is found again
        };
#else
        HttpMessageHandler handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = 256,                              // .NET Framework's default is two
        };
#endif
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // A 3xx without a target is an ordinary failed reply.
    private static Uri? RedirectTarget(HttpResponseMessage response, Uri address) =>
        (int)response.StatusCode is 301 or 302 or 307 or 308 && response.Headers.Location is { } target
            ? new Uri(address, target)
            : null;

    private static string? RequestId(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("x-appservices-request-id", out var values)) return null;
        foreach (string value in values) return value;
        return null;
    }

    private static AppServicesException Unreachable(AppRequest request, Uri address, Exception error) =>
        new($"{request.Action} failed: cannot reach {Origin(address)}: {error.GetBaseException().Message}", error)
        {
            Code = ClientErrorCode.ServerUnreachable,
        };

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static TimeSpan Elapsed(long started) =>
        TimeSpan.FromSeconds((Stopwatch.GetTimestamp() - started) / (double)Stopwatch.Frequency);

    private static RequestTrace Trace(
        AppRequest request, Uri address, HttpResponseMessage response, AppReply reply, int attempt, TimeSpan duration) =>
        new(request.Method.Method, address.AbsolutePath, reply.Status, duration, reply.RequestId, attempt,
            ReplyHeaders.Describe(response), request.Body.Length, reply.Body.Length);
}
