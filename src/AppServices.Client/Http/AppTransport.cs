using System;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>
/// Sends requests of one app: finds out the address of its service first, follows redirects. Source: client-api 1.2, 1.3.
/// </summary>
internal sealed class AppTransport(string appId, Uri baseUri)
{
    private readonly AppLocation _location = new(appId, baseUri);

    /// <summary>
    /// Sends a request of this app; a status outside 200-299 is an answer here, not an exception. A redirect within the service is
    /// followed as it is. One that leaves it is followed only where the app says that it lives, asked at the place that the redirect
    /// names: no token and no password goes to a page that merely happens to be in the way.
    /// </summary>
    public async Task<AppReply> SendAsync(
        AppRequest request, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        Uri service = await _location.FindAsync(options, cancellationToken).ConfigureAwait(false);
        Uri address = ApiAddress.Of(service, request.Path);
        for (int hop = 0; ; hop++)
        {
            (AppReply reply, Uri? target) =
                await HttpSender.SendAsync(request, address, token, attempt + hop, options, cancellationToken).ConfigureAwait(false);
            if (target is null) return reply;
            if (hop == ServiceMove.MaxRedirects) throw ServiceMove.TooMany(request.Action);
            if (ApiAddress.IsBelow(target, service))
            {
                address = target;
                continue;
            }
            Uri moved = ApiAddress.ServiceOf(target) ?? throw ServiceMove.ToNoService(request.Action, address, target);
            service = await _location.MoveAsync(moved, options, cancellationToken).ConfigureAwait(false);
            address = ApiAddress.Of(service, request.Path);
        }
    }
}
