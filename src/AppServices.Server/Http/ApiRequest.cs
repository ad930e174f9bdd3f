using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Reading requests.</summary>
internal static class ApiRequest
{
    /// <summary>What a body may have that anybody can send, or that has a few short fields.</summary>
    public const long SmallBodyBytes = 64 * 1024;

    private const string BearerPrefix = "Bearer ";

    /// <summary>Says how long the body may be, before it is read.</summary>
    public static void LimitBody(HttpContext context, long bytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytes;
    }

    /// <summary>The body, which must be one document; an empty body is an empty document.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static async Task<BsonDocument> ReadDocumentAsync(HttpContext context)
    {
        ReadOnlySequence<byte> body = await ReadToEndAsync(context);
        try
        {
            return await LargeBodies.ParseAsync(
                context, body.Length, () => ToDocument(body.IsSingleSegment ? body.FirstSpan : body.ToArray()));
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.End);
        }
    }

    /// <summary>The bytes of the body, of which the server limits the size.</summary>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context)
    {
        ReadOnlySequence<byte> body = await ReadToEndAsync(context);
        byte[] bytes = body.ToArray();
        context.Request.BodyReader.AdvanceTo(body.End);
        return bytes;
    }

    private static async ValueTask<ReadOnlySequence<byte>> ReadToEndAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read;
        while (!(read = await body.ReadAsync(context.RequestAborted)).IsCompleted) body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return read.Buffer;
    }

    /// <summary>The document of a body that has been read; an empty body is an empty document.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static ValueTask<BsonDocument> ToDocumentAsync(HttpContext context, byte[] body) =>
        LargeBodies.ParseAsync(context, body.Length, () => ToDocument(body));

    private static BsonDocument ToDocument(ReadOnlySpan<byte> body)
    {
        try
        {
            if (body.IsEmpty) return [];
            return EjsonReader.Parse(body) as BsonDocument ?? throw ApiException.BadRequest("the request body must be a JSON object");
        }
        catch (EjsonFormatException error)
        {
            throw ApiException.BadRequest($"the request body is not valid: {error.Message}");
        }
    }

    /// <summary>The token of the request; null when it has none.</summary>
    public static string? BearerToken(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header
            && header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            && header.AsSpan(BearerPrefix.Length).Trim() is { Length: > 0 } token
            ? token.ToString()
            : null;
}
