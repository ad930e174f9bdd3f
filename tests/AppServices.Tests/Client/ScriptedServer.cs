using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Tests.Client;

/// <summary>An HTTP server that answers as a test says, to show the client what a real server does only on a bad day.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string ApiRoot = "/api/client/v2.0";

    private readonly WebApplication _server;
    private long _sent;

    private ScriptedServer(WebApplication server) => _server = server;

    public Uri BaseUri { get; private set; } = null!;

    /// <summary>Method and path of each request, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Each request with what it carried, in order of arrival.</summary>
    public ConcurrentQueue<SeenRequest> Seen { get; } = new();

    /// <summary>How many bytes connections have taken, headers included.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    public int Count(string request) => Requests.Count(seen => seen == request);

    /// <summary>
    /// Starts a server that logs in anybody as <c>6650a1f2c3d4e5f6a7b8c9d0</c> and leaves all else to
    /// <paramref name="answer"/>, which returns false for the default answer.
    /// </summary>
    /// <param name="answer">Answers what it wants to.</param>
    /// <param name="tls">Whether the server speaks https, with a certificate that this process trusts.</param>
    public static Task<ScriptedServer> StartAsync(Func<HttpContext, Task<bool>> answer, bool tls = false) =>
        StartAsync(answer, tls ? https => https.ServerCertificate = TrustedCertificate.Certificate : null);

    /// <summary>As above, with https as a test wants it; null for plain http.</summary>
    public static async Task<ScriptedServer> StartAsync(
        Func<HttpContext, Task<bool>> answer, Action<HttpsConnectionAdapterOptions>? https)
    {
        ScriptedServer? server = null;
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Use(next => connection =>
            {
                connection.Transport = new CountedTransport(connection.Transport, bytes => server!.CountSent(bytes));
                return next(connection);
            });
            if (https is not null) listen.UseHttps(https);
        }));
        WebApplication application = builder.Build();
        server = new ScriptedServer(application);
        application.Run(async context =>
        {
            SeenRequest seen = await SeenRequest.ReadAsync(context);
            server.Seen.Enqueue(seen);
            server.Requests.Enqueue(seen.Name);
            if (!await answer(context)) await server.AnswerAsync(context);
        });
        await application.StartAsync();
        server.BaseUri = new Uri(
            application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public static async Task<bool> ReplyAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        if (body.Length > 0) await context.Response.WriteAsync(body, context.RequestAborted);
        return true;
    }

    public static Task<bool> RedirectAsync(HttpContext context, int status, string target)
    {
        context.Response.Headers.Location = target;
        return ReplyAsync(context, status, "");
    }

    public static bool Is(HttpContext context, string request) =>
        $"{context.Request.Method} {context.Request.Path.Value!.Replace(ApiRoot, "")}" == request;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void CountSent(long bytes) => Interlocked.Add(ref _sent, bytes);

    private Task<bool> AnswerAsync(HttpContext context) => context.Request.Path.Value!.Replace(ApiRoot, "") switch
    {
        "/app/test-abcde/location" =>
            ReplyAsync(context, 200, $$"""{"hostname":"{{BaseUri.GetLeftPart(UriPartial.Authority)}}","ws_hostname":""}"""),
        var path when path.EndsWith("/login", StringComparison.Ordinal) =>
            ReplyAsync(context, 200, Login(context.Request.Query.ContainsKey("link") ? "linked" : "first")),
        "/auth/profile" => ReplyAsync(context, 200,
        """{"user_id":"6650a1f2c3d4e5f6a7b8c9d0","type":"normal","data":{},"identities":[{"id":"1","provider_type":"anon-user"}]}"""),
        "/auth/session" when context.Request.Method == "POST" => ReplyAsync(context, 201, $$"""{"access_token":"{{Token("second")}}"}"""),
        "/auth/session" => ReplyAsync(context, 204, ""),
        _ => ReplyAsync(context, 404, """{"error":"not scripted"}"""),
    };

    /// <summary>A token with the claims every client looks for, and a name to tell it from others.</summary>
    public static string Token(string name) =>
        $"e30.{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""{"exp":4000000000,"iat":1700000000,"sub":"{{name}}"}""")).TrimEnd('=')}.c2ln";

    /// <summary>The reply to a login.</summary>
    public static string Login(string token, string userId = "6650a1f2c3d4e5f6a7b8c9d0") =>
        $$"""{"user_id":"{{userId}}","device_id":"6650a1f2c3d4e5f6a7b8c9d1","access_token":"{{Token(token)}}","refresh_token":"{{Token("refresh")}}"}""";
}
