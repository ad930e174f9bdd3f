using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>Reading requests.</summary>
internal static class ApiRequest
{
    private const string BearerPrefix = "Bearer ";

    /// <summary>The body, which must be one document; an empty body is an empty document.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static async Task<BsonDocument> ReadDocumentAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read;
        while (!(read = await body.ReadAsync(context.RequestAborted)).IsCompleted) body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        try
        {
            return ToDocument(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>The document of a body; an empty body is an empty document.</summary>
    /// <exception cref="ApiException">The body is something else.</exception>
    public static BsonDocument ToDocument(ReadOnlySpan<byte> body)
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
