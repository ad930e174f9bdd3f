using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>Sends one request to one address and reads the reply, with every failure named.</summary>
internal static class HttpSender
{
    private const int MaxErrorBytes = 1024 * 1024;
    private const int AskFirstBytes = 1024 * 1024;

    public static async Task<(AppReply Reply, Uri? RedirectsTo)> SendAsync(
        AppConnection connection, AppRequest request, Uri address, string? token, int attempt, RequestOptions options,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (options.Timeout != Timeout.InfiniteTimeSpan) limit.CancelAfter(options.Timeout);
        using HttpRequestMessage message = CreateMessage(request, address, token);
        long started = Stopwatch.GetTimestamp();
        bool isConnected = false;
        try
        {
            // What many wait for together has a token that nobody cancels, and the first of them is not to wait in place. Nor is the first
            // request, as looking up a name cannot be stopped there.
            bool holds = options.HoldsThread && cancellationToken.CanBeCanceled && connection.HasAnswered;
            HttpResponseMessage response = await SendAsync(connection.Client, message, holds, limit.Token).ConfigureAwait(false);
            isConnected = connection.HasAnswered = true;
            AppReply reply = ToReply(request, response);
            ReplyStream? stream = null;
            try
            {
                stream = await OpenAsync(response, request, address, options, Closed, limit.Token).ConfigureAwait(false);
                if (request.IsStreamed && reply.IsSuccess) return (reply with { Stream = stream }, null);
                using (stream)
                {
                    if (RedirectTarget(request, response, address) is { } target) return (reply, target);
                    byte[] body = await ReadAsync(stream, response, reply, options, limit.Token).ConfigureAwait(false);
                    return (reply with { Body = WithoutMark(body) }, null);
                }
            }
            finally
            {
                if (stream is null) response.Dispose();
            }

            void Closed(long bytes) =>
                options.Observer?.Invoke(Trace(request, address, response, reply.RequestId, attempt, Elapsed(started), bytes));
        }
        catch (Exception error) when (limit.IsCancellationRequested && error is not AppServicesException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SendFailure.TimedOut(request, address, options.Timeout, error);
        }
        catch (HttpRequestException error)
        {
            throw SendFailure.Unreachable(request, address, isConnected ? null : connection.ProxyFor(address), error);
        }
        // .NET asks a new connection whose it is, and tells as the socket does that it is gone by then.
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw SendFailure.Unreachable(request, address, proxy: null, error);
        }
    }

    private static Task<HttpResponseMessage> SendAsync(
        HttpClient client, HttpRequestMessage message, bool holds, CancellationToken cancellationToken)
    {
#if NET
        if (holds) return Task.FromResult(client.Send(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
#endif
        return client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    // Files that tools on Windows write begin with a byte order mark, and proxies serve such files.
    private static byte[] WithoutMark(byte[] body) => body is [0xEF, 0xBB, 0xBF, ..] ? body.AsSpan(3).ToArray() : body;

    // The request is observed when the stream is closed.
    private static async Task<ReplyStream> OpenAsync(
        HttpResponseMessage response, AppRequest request, Uri address, RequestOptions options, Action<long> closed,
        CancellationToken cancellationToken)
    {
#if NET
        Stream content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        Stream content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#endif
        string encoding = ReplyEncoding.Of(response);
        if (encoding.Length == 0) return new ReplyStream(response, content, wire: null, request, address, options, closed);
        int maxBytes = options.MaximumReplySize;
        var wire = new WireStream(content, maxBytes, () => SendFailure.TooLarge(request, address, "the compressed reply", maxBytes));
        Stream decoded = await ReplyEncoding.DecodeAsync(wire, encoding, cancellationToken).ConfigureAwait(false)
            ?? throw SendFailure.Undecodable(request, address, encoding, null);
        return new ReplyStream(response, decoded, wire, request, address, options, closed);
    }

    // What went wrong is said at the beginning of a failed reply, if at all; its status counts even when it does not end.
    private static Task<byte[]> ReadAsync(
        ReplyStream stream, HttpResponseMessage response, AppReply reply, RequestOptions options, CancellationToken cancellationToken) =>
        stream.ReadToEndAsync(
            ReplyEncoding.Of(response).Length == 0 ? response.Content.Headers.ContentLength : null,
            reply.IsSuccess ? options.MaximumReplySize : Math.Min(options.MaximumReplySize, MaxErrorBytes),
            cuts: !reply.IsSuccess, cancellationToken);

    private static AppReply ToReply(AppRequest request, HttpResponseMessage response)
    {
        var reply = new AppReply((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, RequestId(response), [])
        {
            RetryAfter = RetryAfter(response),
        };
        return request.IsRaw ? reply with { Headers = ReplyHeaders.Read(response) } : reply;
    }

    private static HttpRequestMessage CreateMessage(AppRequest request, Uri address, string? token)
    {
        var message = new HttpRequestMessage(request.Method, address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(request.Accept));
        message.Headers.TryAddWithoutValidation("Accept-Encoding", ReplyEncoding.Accepted);
        if (token is not null) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (!request.Body.IsEmpty) message.Content = Content(request.Body, request.ContentType);
        // .NET itself sends a request without content again when the connection ends before the reply; not so one with an empty body.
        else if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head) message.Content = new ByteArrayContent([]);
        // Who refuses a large body says so before it is sent; in the middle of it, the answer would be lost.
        if (request.Body.Length > AskFirstBytes) message.Headers.ExpectContinue = true;
        foreach (KeyValuePair<string, string> header in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(header.Key, header.Value))
                message.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return message;
    }

    private static HttpContent Content(ReadOnlyMemory<byte> body, string type)
    {
#if NET
        HttpContent content = new ReadOnlyMemoryContent(body);
#else
        HttpContent content = new ByteArrayContent(body.ToArray());
#endif
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    // A 3xx without a target is an ordinary failed reply. So is one that asks for another page instead of the same request elsewhere.
    private static Uri? RedirectTarget(AppRequest request, HttpResponseMessage response, Uri address)
    {
        if (request.IsRaw
            || (int)response.StatusCode is not (301 or 302 or 307 or 308)
            || response.Headers.Location is not { } location
            || !Uri.TryCreate(address, location, out Uri? target)) return null;
        ServiceMove.ThrowIfRefused(request.Action, address, target, "redirects to");
        return target;
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } time } => time - DateTimeOffset.UtcNow,
            _ => null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
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

/// <summary>The headers of a reply; for a trace values only from a list of harmless ones, since any other may hold a secret.</summary>
internal static class ReplyHeaders
{
    private static readonly HashSet<string> s_harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Type", "Content-Length", "Date", "Retry-After", "Server", "Transfer-Encoding",
    };

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => (IReadOnlyList<string>)header.Value.ToList(), StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Describe(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers)
            .Select(header => s_harmless.Contains(header.Key) ? $"{header.Key}: {string.Join(", ", header.Value)}" : header.Key)
            .ToList();
}
