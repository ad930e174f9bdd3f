using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices.Sessions;

/// <summary>
/// The tokens of a session and the requests that are sent with them. Source: client-api 3.5, 15.2.
/// </summary>
/// <param name="transport">What sends the requests now.</param>
/// <param name="replaced">Told when a refresh brought a new access token (true), or ended the session (false); from any thread.</param>
internal sealed class SessionSender(Func<IApiTransport> transport, Action<bool> replaced)
{
    private readonly SingleFlight<string?> _refreshing = new();
    private SessionTokens? _tokens;

    /// <summary>The tokens now; null when logged out.</summary>
    public SessionTokens? Tokens => Volatile.Read(ref _tokens);

    /// <summary>Takes other tokens, or none.</summary>
    /// <returns>The tokens held before.</returns>
    public SessionTokens? Exchange(SessionTokens? tokens) => Interlocked.Exchange(ref _tokens, tokens);

    /// <summary>Takes an access token that belongs to a refresh token, unless a logout or a login replaced that meanwhile.</summary>
    public bool TryReplace(string refresh, string access) => TryExchange(refresh, new SessionTokens(access, refresh));

    /// <summary>Sends a request with the access token. When that is refused, it is refreshed and the request repeated, once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isRefused">Whether a reply says that the token is not accepted; null for any 401.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting; a refresh that others wait for goes on.</param>
    public async Task<AppReply> SendAsync(
        AppRequest request, Func<AppReply, bool>? isRefused, RequestOptions options, CancellationToken cancellationToken)
    {
        AppReply reply = await AskAsync(request, isRefused, options, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? reply : throw ErrorReply.ToException(reply, request.Action);
    }

    /// <summary>As above, with whatever answer there is.</summary>
    public async Task<AppReply> AskAsync(
        AppRequest request, Func<AppReply, bool>? isRefused, RequestOptions options, CancellationToken cancellationToken)
    {
        string token = (Tokens ?? throw NotLoggedIn(request.Action)).Access;
        AppReply reply = await transport().SendAsync(request, token, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 401 && isRefused?.Invoke(reply) != false)
        {
            string fresh = await RefreshAsync(token, reply, request, options, cancellationToken).ConfigureAwait(false);
            reply = await transport().SendAsync(request, fresh, attempt: 2, options, cancellationToken).ConfigureAwait(false);
        }
        return reply;
    }

    /// <summary>Sends a request with the refresh token; one that is refused has ended the session (client-api 3.5).</summary>
    public async Task<AppReply> SendWithRefreshTokenAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        string token = (Tokens ?? throw NotLoggedIn(request.Action)).Refresh;
        AppReply reply = await transport().SendAsync(request, token, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 401) End(token);
        return reply.IsSuccess ? reply : throw ErrorReply.ToException(reply, request.Action);
    }

    /// <summary>Sends a request with the refresh token that may not be for one: what it is answered says nothing of the session.</summary>
    public Task<AppReply> AskWithRefreshTokenAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken) =>
        transport().SendAsync(
            request, (Tokens ?? throw NotLoggedIn(request.Action)).Refresh, attempt: 1, options, cancellationToken);

    /// <summary>Fetches a new access token, whatever the one held is worth.</summary>
    public Task<string> RefreshAsync(RequestOptions options, CancellationToken cancellationToken) =>
        RefreshAsync(Tokens ?? throw NotLoggedIn(AccessTokenRequest.Action), options, cancellationToken);

    // What the caller asked for was refused, and stays so when the refresh is refused too: the session has ended. Whatever else keeps
    // the refresh from succeeding (no connection, a service out of order, an address that is not safe) is what the caller must know.
    private async Task<string> RefreshAsync(
        string refused, AppReply reply, AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        AppServicesException? cause = null;
        try
        {
            if (await _refreshing.RunAsync(() => ReplaceAsync(refused, options), cancellationToken).ConfigureAwait(false) is { } fresh)
                return fresh;
        }
        catch (AppServicesException error) when (error.StatusCode == 401)
        {
            cause = error;
        }
        throw ErrorReply.ToException(reply, request.Action, cause);
    }

    // Null when the user was logged out meanwhile; a token newer than the refused one serves as well as another.
    private async Task<string?> ReplaceAsync(string refused, RequestOptions options) =>
        Tokens is { } tokens && tokens.Access == refused
            ? await RefreshAsync(tokens, options, CancellationToken.None).ConfigureAwait(false)
            : Tokens?.Access;

    private async Task<string> RefreshAsync(SessionTokens tokens, RequestOptions options, CancellationToken cancellationToken)
    {
        try
        {
            string access = await AccessTokenRequest.SendAsync(
                transport(), tokens.Refresh, options, cancellationToken).ConfigureAwait(false);
            if (TryReplace(tokens.Refresh, access)) replaced(true);
            return access;
        }
        catch (AppServicesException error) when (error.StatusCode == 401)
        {
            End(tokens.Refresh);
            throw;
        }
    }

    private void End(string refresh)
    {
        if (TryExchange(refresh, null)) replaced(false);
    }

    private bool TryExchange(string refresh, SessionTokens? tokens)
    {
        while (Tokens is { } held && held.Refresh == refresh)
            if (Interlocked.CompareExchange(ref _tokens, tokens, held) == held) return true;
        return false;
    }

    private static AppServicesException NotLoggedIn(string action) =>
        new($"{action} failed: the user is logged out.") { Code = ClientErrorCode.ClientUserNotLoggedIn };
}
