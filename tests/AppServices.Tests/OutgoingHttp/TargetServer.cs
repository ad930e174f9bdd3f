using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace AppServices.Tests.OutgoingHttp;

/// <summary>What functions call: a server on 127.0.0.1 that tells what it got, and answers in odd ways.</summary>
internal sealed partial class TargetServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gone = new();
    private int _open;
    private int _mostOpen;

    private TargetServer(WebApplication application) => _application = application;

    /// <summary>Such as <c>http://127.0.0.1:1234</c>.</summary>
    public string Address => _application.Urls.First();

    public string Host => Address["http://".Length..];

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

    /// <summary>The most requests of <c>/slow</c> that were there at once.</summary>
    public int MostOpen => Volatile.Read(ref _mostOpen);

    public static async Task<TargetServer> StartAsync()
    {
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new TargetServer(application);
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(server.AnswerAsync);
        await application.StartAsync();
        return server;
    }

    /// <summary>Ends when the request of <c>/hang?NAME</c> has gone.</summary>
    public Task Gone(string name) => Source(name).Task;

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        string path = context.Request.Path.Value!;
        Paths.Enqueue(path);
        switch (path)
        {
            case "/missing":
                response.StatusCode = 404;
                response.ContentType = "text/plain; charset=utf-8";
                await response.WriteAsync("no such thing");
                break;
            case "/redirect":
                response.StatusCode = int.Parse(context.Request.Query["status"].FirstOrDefault() ?? "302", System.Globalization.CultureInfo.InvariantCulture);
                response.Headers.Location = context.Request.Query["to"].FirstOrDefault() ?? "/echo?from=redirect";
                break;
            case "/loop":
                response.Redirect("/loop");
                break;
            case "/cookies":
                response.Headers.Append("Set-Cookie", "k=v; Path=/; HttpOnly");
                response.Headers.Append("Set-Cookie", "l=w; Domain=example.com; Max-Age=60; Secure; Expires=Wed, 21 Oct 2015 07:28:00 GMT");
                break;
            case "/chunked":
                await response.WriteAsync("a");
                await response.Body.FlushAsync();
                await response.WriteAsync("b");
                break;
            case "/packed":
                await PackAsync(response, 1000);
                break;
            case "/bomb":
                await PackAsync(response, 17 * 1024 * 1024);
                break;
            case "/huge":
                await WriteAsync(response.Body, 17 * 1024 * 1024);
                break;
            case "/announced":
                response.ContentLength = 17 * 1024 * 1024;
                await response.Body.FlushAsync();
                break;
            case "/large":
                await WriteAsync(response.Body, 16 * 1024 * 1024);
                break;
            case "/hang":
                await HangAsync(context);
                break;
            case "/when":
                await Source("arrived" + context.Request.QueryString).Task;
                break;
            case "/slow":
                await CountAsync();
                break;
            case "/digest":
                await DigestAsync(context);
                break;
            case "/break":
                context.Abort();
                break;
            default:
                await EchoAsync(context);
                break;
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.Latin1);
        await context.Response.WriteAsJsonAsync(new
        {
            method = context.Request.Method,
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToArray()),
            body = await reader.ReadToEndAsync(),
        });
    }

    private static async Task PackAsync(HttpResponse response, int size)
    {
        response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await WriteAsync(packed, size);
    }

    private static async Task WriteAsync(Stream body, int size)
    {
        byte[] part = new byte[64 * 1024];
        Array.Fill(part, (byte)'x');
        for (int rest = size; rest > 0; rest -= part.Length) await body.WriteAsync(part.AsMemory(0, Math.Min(rest, part.Length)));
    }

    private async Task HangAsync(HttpContext context)
    {
        TaskCompletionSource source = Source(context.Request.QueryString.Value!.TrimStart('?'));
        Source("arrived" + context.Request.QueryString).SetResult();
        await using CancellationTokenRegistration gone = context.RequestAborted.Register(source.SetResult);
        await source.Task;
    }

    private async Task CountAsync()
    {
        int open = Interlocked.Increment(ref _open);
        int most;
        while (open > (most = Volatile.Read(ref _mostOpen)) && Interlocked.CompareExchange(ref _mostOpen, open, most) != most)
        {
        }
        await Task.Delay(20);
        Interlocked.Decrement(ref _open);
    }

    private static async Task DigestAsync(HttpContext context)
    {
        string algorithm = context.Request.Query["algorithm"].FirstOrDefault() ?? "MD5", qop = context.Request.Query["qop"].FirstOrDefault() ?? "auth";
        string given = context.Request.Headers.Authorization.ToString();
        if (given.StartsWith("Digest ", StringComparison.Ordinal))
        {
            var fields = Field().Matches(given).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value + match.Groups[3].Value);
            if (fields["response"] == DigestOf(algorithm, qop, context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, fields.GetValueOrDefault("nc"), fields.GetValueOrDefault("cnonce")))
            {
                await EchoAsync(context);
                return;
            }
        }
        context.Response.StatusCode = 401;
        context.Response.Headers.WWWAuthenticate = $"Digest realm=\"realm\", nonce=\"n0\"{(algorithm == "MD5" ? "" : $", algorithm={algorithm}")}{(qop.Length == 0 ? "" : $", qop=\"{qop}\"")}";
    }

    /// <summary>The response of user <c>u</c> with password <c>p</c> to the nonce <c>n0</c> of <c>realm</c>.</summary>
    public static string DigestOf(string algorithm, string qop, string method, string target, string? count, string? clientNonce)
    {
        string user = Hash("u:realm:p"), request = Hash($"{method}:{target}");
        return Hash(qop.Length == 0 ? $"{user}:n0:{request}" : $"{user}:n0:{count}:{clientNonce}:{qop}:{request}");

        string Hash(string text) => Convert.ToHexStringLower(CryptographicOperations.HashData(
            algorithm == "MD5" ? HashAlgorithmName.MD5 : HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text)));
    }

    private TaskCompletionSource Source(string name) => _gone.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    [GeneratedRegex("(\\w+)=(?:\"([^\"]*)\"|([^, ]*))")]
    private static partial Regex Field();
}
