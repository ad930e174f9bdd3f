using System;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Benchmarks.Calls;

/// <summary>
/// The least that a C# program can do to call a function: the module's requests, byte for byte, sent by a loop around
/// HttpClient that has no time limit, reads no result and knows no error but a wrong status. A worker process of its own.
/// </summary>
internal sealed class HttpLoop(HttpClient client, Uri address, AuthenticationHeaderValue authorization)
{
    public const string Name = "http-loop";

    private static readonly MediaTypeWithQualityHeaderValue s_acceptJson = new("application/json");
    private static readonly MediaTypeHeaderValue s_json = new("application/json", "utf-8");

    public static Command Command()
    {
        var baseUri = new Argument<string>("address");
        var appId = new Argument<string>("app");
        var command = new Command(Name, "A worker of the calls benchmark.") { baseUri, appId };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(new Uri(parsed.GetValue(baseUri)!), parsed.GetValue(appId)!, cancellationToken));
        return command;
    }

    private static async Task RunAsync(Uri baseUri, string appId, CancellationToken cancellationToken)
    {
        AppSession session = await new AppClient(appId, baseUri)
            .LogInAsync(AppCredential.Anonymous(), (_, create) => create(), deviceId: null, RequestOptions.Default, cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All, UseCookies = false });
        var loop = new HttpLoop(
            client, new Uri(baseUri, $"/api/client/v2.0/app/{appId}/functions/call"), new AuthenticationHeaderValue("Bearer", session.AccessToken));
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            Console.WriteLine((await loop.CallAsync(line, cancellationToken)).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<TimeSpan> CallAsync(string line, CancellationToken cancellationToken)
    {
        string[] words = line.Split(' ');
        string more = words[0] == "sum" ? ",{\"$numberInt\":\"1\"}" : "";
        int count = int.Parse(words[1], CultureInfo.InvariantCulture);
        int received = 0;
        long started = Stopwatch.GetTimestamp();
        for (int i = 1; i <= count; i++)
        {
            byte[] body = Encoding.UTF8.GetBytes($$"""{"name":"{{words[0]}}","arguments":[{"$numberInt":"{{i}}"}{{more}}]}""");
            received += (await PostAsync(body, cancellationToken)).Length;
        }
        return received > 0 ? Stopwatch.GetElapsedTime(started) : throw new BenchmarkException("The server's replies were empty.");
    }

    private async Task<byte[]> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } },
        };
        message.Headers.Accept.Add(s_acceptJson);
        message.Headers.Authorization = authorization;
        using HttpResponseMessage reply = await client.SendAsync(message, cancellationToken);
        reply.EnsureSuccessStatusCode();
        return await reply.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}
