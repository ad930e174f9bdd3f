namespace AppServices.Http;

/// <summary>A complete reply.</summary>
internal sealed record AppReply(int Status, string? MediaType, string? RequestId, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and <= 299;

    public bool IsJson => MediaType == "application/json";
}
