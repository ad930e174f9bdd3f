using System;

namespace AppServices.Http;

/// <summary>
/// Where requests may go on when a service names another address, by a redirect or as its location. What they carry is worth a
/// password, so no answer may lower their security: from https only to https, from a program on this machine to one in clear only
/// on this machine.
/// </summary>
internal static class ServiceMove
{
    /// <summary>How many redirects in a row are followed. Source: client-api 1.3.</summary>
    public const int MaxRedirects = 20;

    /// <summary>Refuses an address before anything is sent there.</summary>
    /// <param name="action">What the request is for, as the first words of the error.</param>
    /// <param name="from">Who names the address.</param>
    /// <param name="to">The address.</param>
    /// <param name="says">How it does: <c>"redirects to"</c>.</param>
    /// <exception cref="AppServicesException">Requests must not go there.</exception>
    public static void ThrowIfRefused(string action, Uri from, Uri to, string says)
    {
        if (to.Scheme is not ("http" or "https") || to.UserInfo.Length > 0)
            throw Refusal(action, from, to, says, "which is not the address of a service", ClientErrorCode.InvalidServerResponse);
        if (IsLessSecure(to, from))
            throw Refusal(
                action, from, to, says, "where passwords and tokens would be sent unencrypted", ClientErrorCode.ClientInsecureAddress);
    }

    /// <summary>The error of a redirect that leads out of the API, to a page where somebody should log in, for instance.</summary>
    public static AppServicesException ToNoService(string action, Uri from, Uri to) =>
        Refusal(action, from, to, "redirects to", "which is not the client API of a service", ClientErrorCode.InvalidServerResponse);

    /// <summary>The error of redirects that do not end.</summary>
    public static AppServicesException TooMany(string action) =>
        new($"{action} failed: more than {MaxRedirects} redirects in a row.") { Code = ClientErrorCode.ClientTooManyRedirects };

    // Plain http to this machine is read by nobody on the way.
    private static bool IsLessSecure(Uri to, Uri from) =>
        to.Scheme == Uri.UriSchemeHttp && (from.Scheme == Uri.UriSchemeHttps || (from.IsLoopback && !to.IsLoopback));

    private static AppServicesException Refusal(string action, Uri from, Uri to, string says, string why, string code) =>
        new($"{action} failed: {ServiceAddress.Show(new Uri(from.GetLeftPart(UriPartial.Authority)))} {says} " +
            $"{ServiceAddress.Show(to)}, {why}. Nothing was sent there.")
        {
            Code = code,
        };
}
