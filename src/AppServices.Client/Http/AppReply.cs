namespace AppServices.Http;

/// <summary>A reply: complete, or with <see cref="Stream"/> one whose body still arrives.</summary>
internal sealed record AppReply(int Status, string? MediaType, string? RequestId, byte[] Body)
{
    /// <summary>The body of a streamed request that succeeded, for the receiver to close; null for any other reply.</summary>
    public ReplyStream? Stream { get; init; }

    /// <summary>How much of the body there is.</summary>
    public long BodyBytes => Stream?.Bytes ?? Body.Length;

    public bool IsSuccess => Status is >= 200 and <= 299;

    public bool IsJson => MediaType == "application/json";
}
