using System;

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

    /// <summary>Told of every request when its reply is complete, from any thread; null for nobody.</summary>
    public Action<RequestTrace>? Observer { get; init; }
}
