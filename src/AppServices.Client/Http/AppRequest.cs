using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>One request of the client API, independent of host and token, so that it can be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path below <c>/api/client/v2.0</c>, with a query only where the protocol has one.</param>
/// <param name="Action">What the request is for, as the first words of an error: <c>"Calling function 'sum'"</c>.</param>
/// <param name="Body">The JSON body; empty for none.</param>
internal sealed record AppRequest(HttpMethod Method, string Path, string Action, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>The content type that is wanted.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>More headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether every answer is the caller's own: a redirect is not followed, and the reply has its headers.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Whether it changes nothing, so that it may be sent again when nobody knows what became of it. A GET always is.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether a failure is the service's; otherwise the app's own code may have answered, after its work.</summary>
    public bool IsAnsweredByService { get; init; } = true;

    /// <summary>Whether a successful reply is read while it arrives; any other is complete all the same.</summary>
    public bool IsStreamed { get; init; }
}

/// <summary>A reply: complete, or with <see cref="Stream"/> one whose body still arrives.</summary>
internal sealed record AppReply(int Status, string? MediaType, string? RequestId, byte[] Body)
{
    /// <summary>The body of a streamed request that succeeded, for the receiver to close; null for any other reply.</summary>
    public ReplyStream? Stream { get; init; }

    /// <summary>The headers of a reply to a raw request; empty for any other.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Headers { get; init; } = NoHeaders;

    /// <summary>How long the service wants not to be asked again; null when it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How much of the body there is.</summary>
    public long BodyBytes => Stream?.Bytes ?? Body.Length;

    public bool IsSuccess => Status is >= 200 and <= 299;

    public bool IsJson => IsOf("application/json");

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> NoHeaders { get; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether the body is said to be of a media type.</summary>
    public bool IsOf(string mediaType) => mediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Sends the requests of an API to the service that has it.</summary>
internal interface IApiTransport
{
    /// <summary>Sends a request; a status outside 200-299 is an answer here, not an exception.</summary>
    /// <param name="request">The request.</param>
    /// <param name="token">What is sent as the bearer token; null for none.</param>
    /// <param name="attempt">Which try it is, for those who watch.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The service could not be reached.</exception>
    Task<AppReply> SendAsync(AppRequest request, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken);
}
