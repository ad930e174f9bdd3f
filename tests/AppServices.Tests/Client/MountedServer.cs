using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using AppServices.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Tests.Client;

/// <summary>
/// The real server below the path <c>/realm</c> of a host, which knows nothing of it: a proxy is in front, as people set one up.
/// </summary>
public sealed class MountedServer : IAsyncDisposable
{
    private const string Path = "/realm";

    private readonly AppServerFixture _server;
    private readonly WebApplication _proxy;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private MountedServer(AppServerFixture server, WebApplication proxy) => (_server, _proxy) = (server, proxy);

    /// <summary>The address of the host.</summary>
    public Uri Host { get; private set; } = null!;

    /// <summary>The address of the service.</summary>
    public Uri BaseUri => new(Host, Path);

    /// <summary>What arrived at the host outside the path.</summary>
    public ConcurrentQueue<string> Strays { get; } = new();

    public static async Task<MountedServer> StartAsync()
    {
        var server = new AppServerFixture();
        await server.InitializeAsync();
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication proxy = builder.Build();
        var mounted = new MountedServer(server, proxy);
        proxy.Run(mounted.ForwardAsync);
        await proxy.StartAsync();
        mounted.Host = new Uri(proxy.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return mounted;
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        HttpRequest from = context.Request;
        if (!from.Path.StartsWithSegments(Path, out PathString rest))
        {
            Strays.Enqueue($"{from.Method} {from.Path}");
            context.Response.StatusCode = 404;
            return;
        }
        using var request = new HttpRequestMessage(
            new HttpMethod(from.Method), new Uri(_server.BaseAddress, rest + from.QueryString.Value));
        if (from.ContentLength > 0) request.Content = new StreamContent(from.Body);
        foreach (var header in from.Headers)
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable()))
                request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
        using HttpResponseMessage reply = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)reply.StatusCode;
        context.Response.ContentType = reply.Content.Headers.ContentType?.ToString();
        await using Stream body = await reply.Content.ReadAsStreamAsync(context.RequestAborted);
        var buffer = new byte[8192];
        while (await body.ReadAsync(buffer, context.RequestAborted) is > 0 and int read)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
