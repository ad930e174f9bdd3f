using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AppServices.Server.Admin;

/// <summary>A part of a body.</summary>
/// <param name="Name">The name of the field; empty for none.</param>
/// <param name="FileName">The name of the file; empty for none.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record BodyPart(string Name, string FileName, byte[] Content);

/// <summary>Bodies of several parts, <c>multipart/form-data</c> and <c>multipart/mixed</c>, whose size the route limits.</summary>
internal static class MultipartBody
{
    private const int MaxParts = 16;
    private const int MaxBoundary = 128;

    /// <exception cref="ApiException">The body is something else.</exception>
    public static async Task<IReadOnlyList<BodyPart>> ReadAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out MediaTypeHeaderValue? type)
            || !type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= MaxBoundary } boundary)
            throw ApiException.BadRequest("a body of several parts is expected: multipart, with a boundary");
        var parts = new List<BodyPart>();
        try
        {
            var reader = new MultipartReader(boundary.ToString(), context.Request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (parts.Count == MaxParts) throw ApiException.BadRequest($"a body has {MaxParts} parts at most");
                ContentDispositionHeaderValue? disposition = section.GetContentDispositionHeader();
                var content = new MemoryStream();
                await section.Body.CopyToAsync(content, context.RequestAborted);
                parts.Add(new BodyPart(
                    HeaderUtilities.RemoveQuotes(disposition?.Name ?? "").ToString(),
                    HeaderUtilities.RemoveQuotes(disposition?.FileName ?? "").ToString(), content.ToArray()));
            }
            return parts;
        }
        catch (Exception error) when (error is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw ApiException.BadRequest($"the request body is not valid: {error.Message}");
        }
    }
}
