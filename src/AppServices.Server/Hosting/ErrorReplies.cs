using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Services;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Hosting;

/// <summary>Turns what a request was refused with into the reply that clients read. Source: client-api 11.1.</summary>
internal static class ErrorReplies
{
    // About as long as a replica set takes to choose another primary.
    private static readonly TimeSpan s_whileAway = TimeSpan.FromSeconds(5);

    public static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await AnswerRefusalsAsync(context, next);
        }
        catch (Exception error) when (error is ConnectionResetException
            || (error is OperationCanceledException && context.RequestAborted.IsCancellationRequested))
        {
            // The client has gone: there is nobody to answer, and nothing more to read.
            context.Abort();
        }
    }

    private static async Task AnswerRefusalsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ApiException error)
        {
            TellWhen(context, error.RetryAfter);
            await AnswerAsync(context, error.Status, error.Code, error.Message);
        }
        catch (FunctionException error)
        {
            if (error.Status == 503) TellWhen(context, error.Code == FunctionException.Unavailable ? s_whileAway : TimeSpan.FromSeconds(1));
            await AnswerAsync(context, error.Status, error.Code, error.Message);
        }
        catch (Exception error) when (DataErrors.Describe(error) is { } described)
        {
            if (described.Status == 503) TellWhen(context, s_whileAway);
            await AnswerAsync(context, described.Status, described.Code, described.Text);
        }
        catch (BadHttpRequestException error)
        {
            // What follows on the connection is the rest of this request, or nothing. Only a reply ends it, also where nobody waits for
            // one: kept, it would be read on in the middle of the read that has failed.
            if (!context.Response.HasStarted) context.Response.Headers.Connection = "close";
            context.RequestAborted = CancellationToken.None;
            await AnswerAsync(context, error.StatusCode, "BadRequest", error.Message);
        }
    }

    private static void TellWhen(HttpContext context, TimeSpan? wait)
    {
        if (wait is { } time && !context.Response.HasStarted)
            context.Response.Headers.RetryAfter = Math.Max(Math.Ceiling(time.TotalSeconds), 1).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>What a fault of the server itself looks like from outside; the log has the rest.</summary>
    public static Task AnswerFaultAsync(HttpContext context)
    {
        context.RequestServices.GetRequiredService<DataHealth>().Note(context.Features.Get<IExceptionHandlerFeature>()?.Error);
        return AnswerAsync(context, 500, "InternalServerError", "internal server error");
    }

    /// <summary>The answer to a path that the API does not have.</summary>
    /// <param name="context">The request.</param>
    /// <param name="others">What answers some of these.</param>
    public static async Task AnswerUnknownPathAsync(HttpContext context, IEnumerable<IUnknownPathEndpoint> others)
    {
        foreach (IUnknownPathEndpoint other in others)
            if (await other.TryAnswerAsync(context)) return;
        throw ApiRoutes.Unknown(context);
    }

    private static Task AnswerAsync(HttpContext context, int status, string? code, string message)
    {
        LogEntry.Of(context)?.Fail(code, message);
        if (context.Response.HasStarted)
        {
            // A reply that ends too soon must not look like a whole one.
            context.Abort();
            return Task.CompletedTask;
        }
        context.Response.Headers.ContentType = default;
        if (context.Features.Get<PlainErrors>() is not null) return ApiReply.ErrorAsync(context, status, code, message, link: null);
        string app = StableId.Of("domain", context.Request.RouteValues["app"] as string ?? "");
        string? address = context.RequestServices.GetRequiredService<PublicAddress>().Of(context);
        string link = $"{address}/groups/{StableId.Of("project", "")}/apps/{app}/logs?co_id={context.TraceIdentifier}";
        return ApiReply.ErrorAsync(context, status, code, message, link);
    }
}
