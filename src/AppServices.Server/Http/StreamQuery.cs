using System;
using System.Linq;
using AppServices.Server.Bson;
using AppServices.Server.Errors;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;

namespace AppServices.Server.Http;

/// <summary>What the query of a stream carries, under the names of today and under those of Stitch. Source: client-api 6.5.</summary>
internal static class StreamQuery
{
    private static readonly string[] s_tokens = ["baas_at", "stitch_at"];
    private static readonly string[] s_calls = ["baas_request", "stitch_request"];

    /// <summary>The access token; null when there is none.</summary>
    public static string? AccessToken(HttpContext context) => First(context, s_tokens);

    /// <summary>Whether the client wants to know that the stream can be opened, but does not want it yet.</summary>
    public static bool OnlyValidates(HttpContext context) => context.Request.Query["stitch_validate"] == "true";

    /// <summary>The call.</summary>
    /// <exception cref="ApiException">There is none, or it is not valid.</exception>
    public static BsonDocument Call(HttpContext context)
    {
        string text = First(context, s_calls) ?? "";
        byte[] json = new byte[text.Length];
        if (text.Length == 0 || !Convert.TryFromBase64String(text, json, out int length))
            throw ApiException.BadRequest("the query parameter 'baas_request' must be a JSON object in base64");
        try
        {
            return EjsonReader.Parse(json.AsSpan(0, length)) as BsonDocument
                ?? throw ApiException.BadRequest("'baas_request' must hold a JSON object");
        }
        catch (EjsonFormatException error)
        {
            throw ApiException.BadRequest($"'baas_request' is not valid: {error.Message}");
        }
    }

    /// <summary>A query, without its <c>?</c> and without what proves who the caller is.</summary>
    public static string WithoutToken(QueryString query) =>
        Without(query, name => s_tokens.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>A query, without its <c>?</c> and without some of its parameters.</summary>
    public static string Without(QueryString query, Predicate<string> isHidden)
    {
        string text = query.Value is { Length: > 0 } value ? value[1..] : "";
        return text.Length == 0
            ? text
            : string.Join(
                '&', text.Split('&').Where(parameter => !isHidden(Uri.UnescapeDataString(parameter.Split('=', 2)[0].Replace('+', ' ')))));
    }

    private static string? First(HttpContext context, string[] names) =>
        names.Select(name => context.Request.Query[name].ToString()).FirstOrDefault(value => value.Length > 0);
}
