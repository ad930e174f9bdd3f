using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Settings;

namespace AppServices.Server.OutgoingHttp;

/// <summary>Makes the calls of functions, within the operator's limits (app-folder 4.11).</summary>
internal sealed class OutgoingClient : IDisposable
{
    /// <summary>The largest body of a reply, unpacked.</summary>
    public const int MaxReplySize = 16 * 1024 * 1024;

    private const int MaxRedirects = 10;
    private const int ReadTogether = 64 * 1024;

    private readonly OutgoingHttpSettings _settings;
    private readonly AddressGuard _guard;
    private readonly SemaphoreSlim _calls;
    private readonly HttpMessageInvoker _client;
    private readonly HttpMessageInvoker _packedClient;

    public OutgoingClient(OutgoingHttpSettings settings)
    {
        _settings = settings;
        _guard = new AddressGuard(settings.Allowed);
        _calls = new SemaphoreSlim(settings.Calls);
        _client = new HttpMessageInvoker(CreateHandler(credentials: null));
        _packedClient = new HttpMessageInvoker(CreateHandler(credentials: null, DecompressionMethods.None));
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="admit">Asked of each address before anything is sent there; throws where it may not be.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="OutgoingHttpException">There is no reply.</exception>
    public async Task<OutgoingReply> SendAsync(
        OutgoingRequest request, Func<Uri, CancellationToken, ValueTask> admit, CancellationToken cancellationToken)
    {
        // Whoever waited here might be called by one that is counted: a server that calls its own functions would stand still.
        if (!await _calls.WaitAsync(TimeSpan.Zero, cancellationToken))
            throw Failed(request, $"the server makes {_settings.Calls} calls already, and not more at once");
        try
        {
            using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            clock.CancelAfter(_settings.Time);
            return await FollowAsync(request, admit, clock.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested && Reason(error) is { } reason)
        {
            throw Failed(request, reason, error);
        }
        finally
        {
            _calls.Release();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _packedClient.Dispose();
        _calls.Dispose();
    }

    private async Task<OutgoingReply> FollowAsync(
        OutgoingRequest request, Func<Uri, CancellationToken, ValueTask> admit, CancellationToken cancellationToken)
    {
        using HttpMessageInvoker? own = request.Digest is { } credential
            ? new HttpMessageInvoker(CreateHandler(ForDigest(request.Url, credential)))
            : null;
        HttpMessageInvoker client = own ?? (request.KeepsPacked ? _packedClient : _client);
        if (request.AuthUrl is { } authUrl)
        {
            await admit(authUrl, cancellationToken);
            OutgoingReply granted = await SendOnceAsync(client, new OutgoingRequest(HttpMethod.Get, authUrl), cancellationToken);
            request = request.WithCookies(granted["Set-Cookie"].Select(cookie => cookie.Split(';', 2)[0].Trim()));
        }
        for (int redirects = 0; ; redirects++)
        {
            await admit(request.Url, cancellationToken);
            OutgoingReply reply = await SendOnceAsync(client, request, cancellationToken);
            if (!request.FollowsRedirects || Next(request, reply) is not { } next) return reply;
            if (redirects == MaxRedirects) throw new OutgoingHttpException($"stopped after {MaxRedirects} redirects");
            request = next;
        }
    }

    private static OutgoingRequest? Next(OutgoingRequest request, OutgoingReply reply)
    {
        if (reply.StatusCode is not (301 or 302 or 303 or 307 or 308) || reply["Location"] is not [{ } location, ..]) return null;
        return Uri.TryCreate(request.Url, location, out Uri? url) && url.Scheme is "http" or "https"
            ? request.Redirected(url, keepsMethod: reply.StatusCode is 307 or 308)
            : throw new OutgoingHttpException("the redirect leads to no http or https address");
    }

    private static async Task<OutgoingReply> SendOnceAsync(
        HttpMessageInvoker client, OutgoingRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.ToMessage();
        using HttpResponseMessage response = await client.SendAsync(message, cancellationToken);
        int status = (int)response.StatusCode;
        return new OutgoingReply(
            status, $"{status} {response.ReasonPhrase}", response.Content.Headers.ContentLength ?? (status is 204 or 304 ? 0 : -1),
            [.. Lines(response.Headers), .. Lines(response.Content.Headers)],
            await ReadAsync(response.Content, cancellationToken));
    }

    private static IEnumerable<HeaderLines> Lines(HttpHeaders headers) => headers.NonValidated
        .Where(header => !header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        .Select(header => new HeaderLines(header.Key, [.. header.Value]));

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > MaxReplySize) throw TooLarge();
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        // In parts, for a buffer that grows would take up to three times the room.
        var parts = new List<byte[]>();
        int size = 0, count;
        do
        {
            byte[] part = new byte[ReadTogether];
            count = await stream.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
            parts.Add(part);
            size += count;
            if (size > MaxReplySize) throw TooLarge();
        }
        while (count == ReadTogether);
        byte[] body = new byte[size];
        for (int i = 0; i < parts.Count; i++)
            parts[i].AsSpan(0, Math.Min(ReadTogether, size - i * ReadTogether)).CopyTo(body.AsSpan(i * ReadTogether));
        return body;
    }

    private static OutgoingHttpException TooLarge() => new($"the reply is larger than {MaxReplySize / 1024 / 1024} MB");

    // No proxy: it would find out by itself what a name stands for.
    private SocketsHttpHandler CreateHandler(
        ICredentials? credentials, DecompressionMethods unpacked = DecompressionMethods.All) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        Credentials = credentials,
        AutomaticDecompression = unpacked,
        ConnectTimeout = _settings.ConnectTime,
        ConnectCallback = _guard.ConnectAsync,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // Which request of ours is behind it concerns nobody there.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        RequestHeaderEncodingSelector = HeaderLineEncoding.Of,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
    };

    // Only the server that was asked for gets an answer to its challenge, and none in plain text.
    private static CredentialCache ForDigest(Uri url, NetworkCredential credential) =>
        new() { { new Uri(url.GetLeftPart(UriPartial.Authority)), "Digest", credential } };

    private static OutgoingHttpException Failed(OutgoingRequest request, string reason, Exception? inner = null)
    {
        string verb = request.Method.Method[0] + request.Method.Method[1..].ToLowerInvariant();
        // A query often has a key in it.
        return new OutgoingHttpException(
            $"{verb} \"{request.Url.GetLeftPart(UriPartial.Path)}\": {reason}", (inner as OutgoingHttpException)?.Code, inner);
    }

    private string? Reason(Exception error) => error switch
    {
        OutgoingHttpException { Code: not null } => null,
        OutgoingHttpException refused => refused.Message,
        HttpRequestException { InnerException: OutgoingHttpException refused } => refused.Message,
        HttpRequestException { InnerException: SocketException socket } => socket.Message,
        HttpRequestException { InnerException: AuthenticationException } => "the server's certificate is not valid",
        HttpRequestException { InnerException: { } cause } when cause is not TimeoutException => cause.Message,
        OperationCanceledException { InnerException: TimeoutException } => $"no connection within {_settings.ConnectTime.TotalSeconds:0} s",
        OperationCanceledException => $"no reply within {_settings.Time.TotalSeconds:0} s",
        // .NET tells it as the socket does where a new connection is gone at once.
        HttpRequestException or SocketException or IOException or InvalidDataException or InvalidOperationException or NotSupportedException
            or FormatException => error.Message,
        _ => null,
    };
}
