namespace AppServices.Server.Http;

/// <summary>What a request is marked with whose refusals carry no link to a log, as those of the admin API (admin-api 1.5).</summary>
internal sealed class PlainErrors
{
    public static PlainErrors Mark { get; } = new();
}
