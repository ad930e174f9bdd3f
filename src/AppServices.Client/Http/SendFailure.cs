using System;

namespace AppServices.Http;

/// <summary>The errors of requests that got no proper reply.</summary>
internal static class SendFailure
{
    /// <summary>No connection, or one that broke.</summary>
    public static AppServicesException Unreachable(AppRequest request, Uri address, Exception error) =>
        new($"{request.Action} failed: cannot reach {Origin(address)}: {error.GetBaseException().Message}", error)
        {
            Code = HasTooLongHeaders(error) ? ClientErrorCode.ClientReplyTooLarge : ClientErrorCode.ServerUnreachable,
        };

    /// <summary>Silence for too long.</summary>
    public static AppServicesException TimedOut(AppRequest request, Uri address, TimeSpan limit, Exception error) =>
        new($"{request.Action} failed: no reply from {Origin(address)} within {limit.TotalSeconds:0.###} seconds.", error)
        {
            Code = ClientErrorCode.RequestTimedOut,
        };

    /// <summary>More than anybody wants to keep in memory.</summary>
    /// <param name="request">The request.</param>
    /// <param name="address">Where it was sent.</param>
    /// <param name="what">What is too large: the reply, or a part of it.</param>
    /// <param name="maximum">How many bytes it may have.</param>
    public static AppServicesException TooLarge(AppRequest request, Uri address, string what, int maximum) =>
        new($"{request.Action} failed: {what} of {Origin(address)} is larger than {maximum} bytes, so the rest of it was not read.")
        {
            Code = ClientErrorCode.ClientReplyTooLarge,
        };

    /// <summary>A body that cannot be decompressed.</summary>
    public static AppServicesException Undecodable(AppRequest request, Uri address, string encoding, Exception? error) =>
        new($"{request.Action} failed: the reply of {Origin(address)} cannot be decompressed ({encoding}).", error)
        {
            Code = ClientErrorCode.InvalidServerResponse,
        };

#if NET
    private static bool HasTooLongHeaders(Exception error) =>
        error is System.Net.Http.HttpRequestException { HttpRequestError: System.Net.Http.HttpRequestError.ConfigurationLimitExceeded };
#else
    // .NET Framework does not tell it from other broken replies.
    private static bool HasTooLongHeaders(Exception error) => false;
#endif

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
