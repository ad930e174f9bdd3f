using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Processes;

/// <summary>Callers of one address, each of whom sends the next request as soon as the reply to the last one is there.</summary>
/// <param name="address">The address.</param>
/// <param name="token">The access token; null for none.</param>
internal sealed class Callers(Uri address, string? token) : IDisposable
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false })
    {
        DefaultRequestHeaders = { Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>Callers of the functions of a server's app, as a new anonymous user.</summary>
    public static async Task<Callers> LogInAsync(Server server)
    {
        var root = new Uri(server.Address.GetLeftPart(UriPartial.Authority));
        AppSession session = await new AppClient(server.AppId, root).LogInAsync(
            AppCredential.Anonymous(), (_, create) => create(), deviceId: null, RequestOptions.Default, CancellationToken.None);
        return new Callers(new Uri(root, $"/api/client/v2.0/app/{server.AppId}/functions/call"), session.AccessToken);
    }

    /// <summary>Has so many of them make all calls together.</summary>
    /// <param name="count">How many callers.</param>
    /// <param name="calls">How many calls.</param>
    /// <param name="body">Makes the body of a request.</param>
    /// <param name="isRight">Whether a reply is what it should be.</param>
    /// <returns>The time that it took.</returns>
    public async Task<TimeSpan> RunAsync(int count, int calls, Func<byte[]> body, Func<string, bool> isRight)
    {
        int left = calls;
        long started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                string reply = await CallAsync(body());
                if (!isRight(reply)) throw new BenchmarkException($"{address} answered: {reply}");
            }
        })));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>One call.</summary>
    public async Task<string> CallAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = s_json } };
        using HttpResponseMessage reply = await _client.PostAsync(address, content);
        string text = await reply.Content.ReadAsStringAsync();
        return reply.IsSuccessStatusCode ? text : throw new BenchmarkException($"{address} answered {(int)reply.StatusCode}: {text}");
    }

    /// <summary>One call of a function or of a service's.</summary>
    public Task<string> CallAsync(string body) => CallAsync(Encoding.UTF8.GetBytes(body));

    public void Dispose() => _client.Dispose();
}
