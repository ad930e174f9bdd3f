using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Http;

/// <summary>
/// Has few large bodies parsed at once: the values of one can take twenty times the room of its text, and a processor for seconds.
/// </summary>
internal sealed class LargeBodies : IDisposable
{
    private const long Bytes = 1024 * 1024;

    private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turns = new(Math.Max(Environment.ProcessorCount / 2, 1));

    /// <summary>Parses the body of a request when it is its turn.</summary>
    /// <param name="context">The request.</param>
    /// <param name="length">How long the body is.</param>
    /// <param name="parse">Parses it.</param>
    /// <exception cref="ApiException">It had to wait for too long.</exception>
    public static async ValueTask<T> ParseAsync<T>(HttpContext context, long length, Func<T> parse)
    {
        if (length <= Bytes) return parse();
        SemaphoreSlim turns = context.RequestServices.GetRequiredService<LargeBodies>()._turns;
        if (!await turns.WaitAsync(s_maxWait, context.RequestAborted))
            throw ApiException.Unavailable("too many large requests at once; try again later");
        try
        {
            return parse();
        }
        finally
        {
            turns.Release();
        }
    }

    public void Dispose() => _turns.Dispose();
}
