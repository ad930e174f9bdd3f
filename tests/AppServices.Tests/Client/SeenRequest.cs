using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace AppServices.Tests.Client;

/// <summary>A request as a <see cref="ScriptedServer"/> saw it.</summary>
/// <param name="Name">Method and path, such as <c>GET /auth/profile</c>.</param>
/// <param name="Query">The query with its question mark; empty for none.</param>
/// <param name="Token">The bearer token; empty for none.</param>
/// <param name="Body">The body.</param>
internal sealed record SeenRequest(string Name, string Query, string Token, string Body)
{
    public static async Task<SeenRequest> ReadAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Request.Body.Position = 0;
        return new SeenRequest(
            $"{context.Request.Method} {context.Request.Path.Value!.Replace(ScriptedServer.ApiRoot, "")}",
            context.Request.QueryString.Value ?? "",
            context.Request.Headers.Authorization.ToString().Replace("Bearer ", ""),
            body);
    }
}
