using System;
using System.Collections.Generic;

namespace AppServices;

/// <summary>What a caller can set for one operation, which may be several requests.</summary>
public sealed record RequestOptions
{
    /// <summary>One minute for each request, nobody watching.</summary>
    public static RequestOptions Default { get; } = new();

    /// <summary>
    /// How long one request may take from sending to the last byte of its reply; one minute unless set, as in the
    /// SDKs (client-api 1.4). For a reply that is read while it arrives: from sending to its first byte, and from each
    /// byte to the next. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How many bytes a reply may have, as it was sent and decompressed; 64 MB unless set. A reply that is read while it arrives may
    /// be longer: there each document and each event may have as many.
    /// </summary>
    public int MaximumReplySize { get; init; } = 64 * 1024 * 1024;

    /// <summary>How often a request that has not been done is sent again; twice unless set, 0 for never.</summary>
    public int MaximumRetryCount { get; init; } = 2;

    /// <summary>
    /// How long to wait before the first time, and twice as long each further time, give or take a quarter; one second unless set.
    /// Where the service says how long, that counts.
    /// </summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the calling thread may be held until a reply begins, as one may that has nothing else to do: the reply is there sooner
    /// than by way of other threads. Not unless set; never where nothing can cancel the request, and not on .NET Framework.
    /// </summary>
    public bool HoldsThread { get; init; }

    /// <summary>Told before each such wait, from any thread; null for nobody.</summary>
    public Action<RequestRetry>? RetryObserver { get; init; }

    /// <summary>Told of every request when its reply is complete, from any thread; null for nobody.</summary>
    public Action<RequestTrace>? Observer { get; init; }
}

/// <summary>What may be told about a request afterwards: no query, no body, no token.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without host and query.</param>
/// <param name="Status">The HTTP status of the reply.</param>
/// <param name="Duration">From sending to the last byte of the reply.</param>
/// <param name="RequestId">The service's id of the request; null when it gave none.</param>
/// <param name="Attempt">1 for the first try, 2 for the repetition after an access-token refresh, a redirect or a retry.</param>
/// <param name="ReplyHeaders">Header names of the reply; with values only where they are harmless.</param>
/// <param name="RequestBytes">The size of the request's body.</param>
/// <param name="ReplyBytes">The size of the reply's body.</param>
public sealed record RequestTrace(
    string Method,
    string Path,
    int Status,
    TimeSpan Duration,
    string? RequestId,
    int Attempt,
    IReadOnlyList<string> ReplyHeaders,
    int RequestBytes,
    long ReplyBytes);

/// <summary>A request that is going to be sent again.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without host and query.</param>
/// <param name="Reason">Why: <c>HTTP 503</c> or <c>no connection</c>.</param>
/// <param name="Wait">How long is waited before.</param>
/// <param name="Number">1 for the first time that it is sent again.</param>
/// <param name="MaximumRetryCount">How often it will be at most.</param>
public sealed record RequestRetry(string Method, string Path, string Reason, TimeSpan Wait, int Number, int MaximumRetryCount);
