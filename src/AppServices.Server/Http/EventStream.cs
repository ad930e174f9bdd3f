using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Writes server-sent events as clients of <c>watch</c> parse them. Source: client-api 8.3.</summary>
internal sealed class EventStream(HttpContext context)
{
    /// <summary>Sends the headers, so that the client knows that the stream is open.</summary>
    /// <param name="position">Where the stream begins.</param>
    public Task OpenAsync(string position)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return CommentAsync("open", position, context.RequestAborted);
    }

    /// <summary>A change event.</summary>
    public Task SendAsync(BsonDocument change, CancellationToken cancellationToken) =>
        WriteAsync($"data: {Escape(EjsonWriter.ToText(change))}\n\n", cancellationToken);

    /// <summary>Keeps the connection in use, and tells how far the stream has come. Clients may ignore both (client-api 8.6).</summary>
    public Task BeatAsync(string position, CancellationToken cancellationToken) => CommentAsync("keep-alive", position, cancellationToken);

    /// <summary>An error, which is final.</summary>
    public Task FailAsync(string code, string message, CancellationToken cancellationToken)
    {
        var error = new BsonDocument { ["error_code"] = code, ["error"] = message };
        return WriteAsync($"event: error\ndata: {Escape(EjsonWriter.ToText(error))}\n\n", cancellationToken);
    }

    private Task CommentAsync(string text, string position, CancellationToken cancellationToken) =>
        WriteAsync($": {text}\nid: {position}\n\n", cancellationToken);

    // Exactly these three sequences are decoded by clients, so the percent sign comes first.
    private static string Escape(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal);

    private async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
    }
}
