using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>
/// Sends requests of one app: finds out its host first, follows redirects. Source: protocol.md 1.2, 1.3.
/// </summary>
internal sealed class AppTransport(string appId, Uri baseUri)
{
    private const int MostRedirects = 20;
    private const string ApiRoot = "/api/client/v2.0";

    private readonly AppLocation _location = new(appId, baseUri);

    /// <summary>Sends a request of this app; a status outside 200-299 is an answer here, not an exception.</summary>
    public async Task<AppReply> SendAsync(
        AppRequest request, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        Uri host = await _location.FindAsync(options, cancellationToken).ConfigureAwait(false);
        var address = new Uri(host, ApiRoot + request.Path);
        for (int hop = 0; ; hop++)
        {
            (AppReply reply, Uri? target) =
                await HttpSender.SendAsync(request, address, token, attempt + hop, options, cancellationToken).ConfigureAwait(false);
            if (target is null) return reply;
            if (hop == MostRedirects) throw TooManyRedirects(request);
            if (token is not null && address.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps)
                throw Downgrade(request, target);
            if (!SameHost(address, target)) await _location.MoveAsync(target, options, cancellationToken).ConfigureAwait(false);
            address = target;
        }
    }

    private static bool SameHost(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static AppServicesException TooManyRedirects(AppRequest request) =>
        new($"{request.Action} failed: more than {MostRedirects} redirects in a row.")
        {
            Code = ClientErrorCode.ClientTooManyRedirects,
        };

    private static AppServicesException Downgrade(AppRequest request, Uri target) =>
        new($"{request.Action} failed: the service redirects from https to {target.Scheme}://{target.Authority}, which would send the token unencrypted.")
        {
            Code = ClientErrorCode.InvalidServerResponse,
        };
}
