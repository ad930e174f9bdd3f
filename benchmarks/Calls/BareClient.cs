using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Calls;

/// <summary>
/// HttpClient with the module's requests, byte for byte, and nothing else: no time limit, and no error but a wrong status.
/// </summary>
internal sealed class BareClient : IDisposable
{
    private static readonly MediaTypeWithQualityHeaderValue s_acceptJson = new("application/json");
    private static readonly MediaTypeHeaderValue s_json = new("application/json", "utf-8");

    private readonly HttpClient _client = new(
        new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseCookies = false });
    private readonly Uri _address;
    private readonly AuthenticationHeaderValue? _authorization;

    /// <param name="address">Where requests go.</param>
    /// <param name="accessToken">The token that they have; null for none.</param>
    public BareClient(Uri address, string? accessToken = null)
    {
        _address = address;
        _authorization = accessToken is null ? null : new AuthenticationHeaderValue("Bearer", accessToken);
    }

    /// <summary>The user whose token it is; null for one that was not logged in here.</summary>
    public string? UserId { get; private init; }

    /// <param name="baseUri">The server.</param>
    /// <param name="appId">The app.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <param name="path">Where requests go, below the app.</param>
    public static async Task<BareClient> LogInAsync(
        Uri baseUri, string appId, CancellationToken cancellationToken, string path = "functions/call")
    {
        AppSession session = await new AppClient(appId, baseUri)
            .LogInAsync(AppCredential.Anonymous(), (_, create) => create(), deviceId: null, RequestOptions.Default, cancellationToken);
        return new BareClient(new Uri(baseUri, $"/api/client/v2.0/app/{appId}/{path}"), session.AccessToken) { UserId = session.UserId };
    }

    /// <summary>Calls a function and returns the bytes of its reply.</summary>
    public async Task<byte[]> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage reply = await SendAsync(body, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await reply.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Calls a function and reads its reply without keeping it.</summary>
    public async Task DrainAsync(byte[] body, CancellationToken cancellationToken)
    {
        using HttpResponseMessage reply = await SendAsync(body, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await reply.Content.CopyToAsync(Stream.Null, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(byte[] body, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } },
        };
        message.Headers.Accept.Add(s_acceptJson);
        message.Headers.Authorization = _authorization;
        HttpResponseMessage reply = await _client.SendAsync(message, completion, cancellationToken);
        if (reply.IsSuccessStatusCode) return reply;
        using (reply)
        {
            throw new BenchmarkException(
                $"A call was answered {(int)reply.StatusCode}: {await reply.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }
}
