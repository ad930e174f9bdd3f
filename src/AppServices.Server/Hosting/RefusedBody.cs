using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AppServices.Server.Hosting;

/// <summary>
/// Reads on for a while where a body is larger than what is read, after the answer is on its way: a connection that is closed on data
/// that nobody has read loses the answer, and the client learns only that it is gone.
/// </summary>
internal static class RefusedBody
{
    private const int BufferBytes = 64 * 1024;
    private const long MaxBytes = 64L * 1024 * 1024;
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(5);

    public static async Task ReadOnAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Request.Headers.Expect.Count > 0
            || context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false } limit
            || context.Request.ContentLength is not { } length || length <= limit.MaxRequestBodySize)
            return;
        using var over = new CancellationTokenSource(s_maxTime);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await context.Response.CompleteAsync();
            limit.MaxRequestBodySize = null;
            for (long left = Math.Min(length, MaxBytes); left > 0;)
            {
                int read = await context.Request.Body.ReadAsync(buffer.AsMemory(), over.Token);
                if (read == 0) break;
                left -= read;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // Too slow, or gone: the connection is closed either way.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
