using System;
using System.Diagnostics;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Server.Providers.ForeignTokens;

/// <summary>Reaches identity providers: short replies, little patience.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MaxReplySize = 1024 * 1024;

    // What is sent may hold the client secret, which no redirect is to take elsewhere.
    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Which request of ours is behind it concerns nobody there.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        })
    {
        MaxResponseContentBufferSize = MaxReplySize,
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>A document that must be there.</summary>
    /// <exception cref="ProviderUnreachableException">It is not.</exception>
    public async Task<string> GetAsync(Uri address)
    {
        try
        {
            return await _client.GetStringAsync(address);
        }
        catch (Exception error) when (IsFailure(error))
        {
            throw new ProviderUnreachableException($"{address} cannot be read: {error.Message}");
        }
    }

    /// <summary>The JSON object of a reply, a refusal too; null when it is none.</summary>
    /// <param name="name">What is asked, for errors: its address may hold secrets.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ProviderUnreachableException">There is no reply, or one of a fault.</exception>
    public async Task<JsonElement?> SendAsync(string name, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            if ((int)response.StatusCode >= 500) throw new ProviderUnreachableException($"{name} answers {(int)response.StatusCode}.");
            return JsonElement.Parse(
                await response.Content.ReadAsByteArrayAsync(cancellationToken)) is { ValueKind: JsonValueKind.Object } reply
                ? reply
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (Exception error) when (IsFailure(error) && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderUnreachableException($"{name} cannot be reached: {error.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    // A time-out is told as a cancellation, and a connection that is gone as soon as it is there as the socket tells it.
    private static bool IsFailure(Exception error) => error is HttpRequestException or SocketException or OperationCanceledException;
}
