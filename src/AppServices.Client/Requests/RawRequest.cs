using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using AppServices.Http;

namespace AppServices;

/// <summary>A request of the client API that no other member makes, with whatever answer it gets.</summary>
/// <param name="Method">The HTTP method, such as <c>GET</c>.</param>
/// <param name="Path">The path below <c>/api/client/v2.0</c>, with a slash at its beginning; a query may follow.</param>
/// <param name="Action">What the request is for, as the first words of an error: <c>"Calling endpoint '/orders'"</c>.</param>
public sealed record RawRequest(string Method, string Path, string Action)
{
    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type of the body, with parameters if it has some.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The media type that is wanted.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>More headers, in order; a name may come more than once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the refresh token is sent, which API keys and the end of a session need (client-api 3.5).</summary>
    public bool UsesRefreshToken { get; init; }

    /// <summary>Whether a 401 is the app's own answer unless its code says that the token was refused.</summary>
    public bool MayRefuse { get; init; }

    /// <summary>The same request signed for an endpoint that verifies payloads. Source: app-folder 8.</summary>
    /// <param name="secret">The secret that the endpoint knows.</param>
    public RawRequest Sign(string secret)
    {
        using var hash = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        string signature = string.Concat(hash.ComputeHash(Body.ToArray()).Select(part => part.ToString("x2")));
        return this with { Headers = [.. Headers, new("Endpoint-Signature", "sha256=" + signature)] };
    }

    internal AppRequest ToRequest() => new(new HttpMethod(Method), Path, Action, Body)
    {
        Accept = Accept,
        ContentType = ContentType,
        Headers = Headers,
        IsRaw = true,
        IsAnsweredByService = !MayRefuse,
    };
}

/// <summary>The answer to a <see cref="RawRequest"/>, whatever its status.</summary>
public sealed class RawReply
{
    private readonly AppReply _reply;

    internal RawReply(AppReply reply) => _reply = reply;

    /// <summary>The HTTP status.</summary>
    public int StatusCode => _reply.Status;

    /// <summary>Whether the status is one of 200 to 299.</summary>
    public bool IsSuccess => _reply.IsSuccess;

    /// <summary>The media type, such as <c>application/json</c>; null for none.</summary>
    public string? MediaType => _reply.MediaType;

    /// <summary>The charset that the media type names, such as <c>utf-8</c>; null for none.</summary>
    public string? CharSet => Headers.TryGetValue("Content-Type", out IReadOnlyList<string>? types)
        && MediaTypeHeaderValue.TryParse(types[0], out MediaTypeHeaderValue? type) ? type.CharSet : null;

    /// <summary>The body, decompressed.</summary>
    public ReadOnlyMemory<byte> Body => _reply.Body;

    /// <summary>The headers, in the service's order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers => _reply.Headers;

    /// <summary>The error that a reply without success is elsewhere.</summary>
    /// <param name="action">What the request was for.</param>
    public AppServicesException ToException(string action) => ErrorReply.ToException(_reply, action);

    /// <summary>The error that a reply is whose body is not what its media type says.</summary>
    /// <param name="action">What the request was for.</param>
    /// <param name="expected">What the body should be, as in <c>valid JSON</c>.</param>
    /// <param name="cause">What is wrong with it.</param>
    public AppServicesException ToInvalid(string action, string expected, Exception cause) =>
        InvalidReply.Create(_reply, action, expected, cause);
}
