using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>Asks for a new access token; it is never repeated. Source: client-api 3.3, 15.2.</summary>
internal static class AccessTokenRequest
{
    /// <summary>What the request is for, as the first words of an error.</summary>
    public const string Action = "Refreshing the access token";

    /// <exception cref="AppServicesException">The session has ended (status 401), or the service could not be reached.</exception>
    public static async Task<string> SendAsync(
        IApiTransport transport, string refreshToken, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Post, "/auth/session", Action);
        AppReply reply = await transport.SendAsync(request, refreshToken, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? LoginReply.ReadAccessToken(reply, Action) : throw ErrorReply.ToException(reply, Action);
    }
}
