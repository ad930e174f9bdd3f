using System;

namespace AppServices.Http;

/// <summary>The errors of requests that got no proper reply.</summary>
internal static class SendFailure
{
    /// <summary>No connection, or one that broke.</summary>
    public static AppServicesException Unreachable(AppRequest request, Uri address, Exception error) =>
        new($"{request.Action} failed: cannot reach {Origin(address)}: {error.GetBaseException().Message}", error)
        {
            Code = ClientErrorCode.ServerUnreachable,
        };

    /// <summary>Silence for too long.</summary>
    public static AppServicesException TimedOut(AppRequest request, Uri address, TimeSpan limit, Exception error) =>
        new($"{request.Action} failed: no reply from {Origin(address)} within {limit.TotalSeconds:0.###} seconds.", error)
        {
            Code = ClientErrorCode.RequestTimedOut,
        };

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
