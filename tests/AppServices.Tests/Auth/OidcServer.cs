using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AppServices.Tests.Auth;

/// <summary>An identity provider on a port of its own: discovery, keys, a token endpoint and Facebook's Graph.</summary>
internal sealed class OidcServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _requests = new();

    private OidcServer(WebApplication application) => _application = application;

    public string Address => _application.Urls.First();

    /// <summary>The keys that it publishes now.</summary>
    public IReadOnlyList<Issuer> Keys { get; set; } = [];

    /// <summary>Whether it answers 503 to everything.</summary>
    public bool IsDown { get; set; }

    /// <summary>The status and the reply of the token endpoint for the form that it gets.</summary>
    public Func<IFormCollection, (int Status, object Reply)> Exchange { get; set; } = _ => (400, new { error = "invalid_grant" });

    /// <summary>The reply of <c>debug_token</c>.</summary>
    public Func<IQueryCollection, object> Debug { get; set; } = _ => new { error = new { message = "nothing" } };

    /// <summary>The reply of <c>me</c>.</summary>
    public Func<IQueryCollection, object> Me { get; set; } = _ => new { error = new { message = "nothing" } };

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public int CountOf(string path) => _requests.Count(request => request == path);

    public static async Task<OidcServer> StartAsync(params Issuer[] keys)
    {
        WebApplicationBuilder builder = TestApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication application = builder.Build();
        var server = new OidcServer(application) { Keys = keys };
        application.Urls.Add("http://127.0.0.1:0");
        application.Use(async (context, next) =>
        {
            server._requests.Enqueue(context.Request.Path);
            if (server.IsDown) context.Response.StatusCode = 503;
            else await next(context);
        });
        application.MapGet("/.well-known/openid-configuration", Answer(_ => new { issuer = server.Address, jwks_uri = server.Address + "/keys" }));
        application.MapGet("/keys", Answer(_ => new { keys = server.Keys.Select(key => key.Jwk) }));
        application.MapGet("/debug_token", Answer(context => server.Debug(context.Request.Query)));
        application.MapGet("/me", Answer(context => server.Me(context.Request.Query)));
        application.MapPost("/token", (RequestDelegate)(async context =>
        {
            (int status, object reply) = server.Exchange(await context.Request.ReadFormAsync(AuthRequests.Cancel));
            await WriteAsync(context, status, reply);
        }));
        await application.StartAsync(AuthRequests.Cancel);
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static RequestDelegate Answer(Func<HttpContext, object> reply) => context => WriteAsync(context, 200, reply(context));

    private static async Task WriteAsync(HttpContext context, int status, object reply)
    {
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(reply), AuthRequests.Cancel);
    }
}
