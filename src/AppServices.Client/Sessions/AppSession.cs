using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Errors;
using AppServices.Functions;
using AppServices.Http;
using AppServices.Sessions;

namespace AppServices;

/// <summary>
/// A user of an app, with the tokens to act as it. Safe for use from any number of threads. Source: protocol.md 3.
/// </summary>
public sealed class AppSession
{
    private readonly AppTransport _transport;
    private readonly AccessTokenRefresher _refresher;
    private volatile SessionTokens? _tokens;
    private volatile UserProfile _profile = UserProfile.Empty;
    private volatile bool _removed;

    internal AppSession(AppClient app, AppTransport transport, LoginReply login, string provider)
    {
        App = app;
        _transport = transport;
        UserId = login.UserId;
        DeviceId = login.DeviceId;
        ProviderType = provider;
        _refresher = new AccessTokenRefresher(() => _tokens?.Access, FetchAccessTokenAsync);
        Adopt(login);
    }

    /// <summary>The app the user belongs to.</summary>
    public AppClient App { get; }

    /// <summary>The service's id of the user.</summary>
    public string UserId { get; }

    /// <summary>The id the service gave this device; null when it gave none.</summary>
    public string? DeviceId { get; private set; }

    /// <summary>The provider of the latest login, such as <c>anon-user</c>.</summary>
    public string ProviderType { get; private set; }

    /// <summary>Whether the user can act.</summary>
    public AppUserState State =>
        _removed ? AppUserState.Removed : _tokens is null ? AppUserState.LoggedOut : AppUserState.Active;

    /// <summary>The access token; null when logged out.</summary>
    public string? AccessToken => _tokens?.Access;

    /// <summary>The refresh token; null when logged out.</summary>
    public string? RefreshToken => _tokens?.Refresh;

    /// <summary>The profile as last fetched; it stays after a logout.</summary>
    public UserProfile Profile => _profile;

    /// <summary>
    /// The custom data document that the access token carries, as Extended JSON in UTF-8; null when there is none.
    /// Source: protocol.md 3.9.
    /// </summary>
    public ReadOnlyMemory<byte>? CustomData =>
        _tokens is { } tokens && AccessTokenClaims.TryRead(tokens.Access, out AccessTokenClaims? claims) ? claims!.CustomData : null;

    /// <summary>Fetches the profile anew.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<UserProfile> FetchProfileAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, "/auth/profile", "Fetching the user's profile");
        AppReply reply = await SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        return _profile = UserProfile.Read(reply, request.Action);
    }

    /// <summary>
    /// Calls a function of the app. The arguments are written before the first await, on the caller's thread.
    /// Source: protocol.md 6.
    /// </summary>
    /// <param name="name">The function's name; case-sensitive.</param>
    /// <param name="arguments">Its arguments, in order.</param>
    /// <param name="service">The service whose function it is; null for one of the app's own.</param>
    /// <param name="format">How arguments are written and the result is read.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops waiting for the result.</param>
    /// <returns>The result, as the format reads it; <see cref="Bson.BsonUndefined"/> when the function returned nothing.</returns>
    /// <exception cref="EjsonException">An argument cannot be written; nothing was sent.</exception>
    /// <exception cref="AppServicesException">The function failed, or the service could not be reached.</exception>
    public Task<object?> CallFunctionAsync(
        string name, IReadOnlyList<object?> arguments, string? service, EjsonFormat format, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = FunctionCall.ToRequest(App.AppId, name, arguments, service, format.Writer);
        return FinishAsync();

        async Task<object?> FinishAsync() => FunctionCall.ReadResult(
            await SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    /// <summary>
    /// Ends the session. The tokens are forgotten first, so the user is logged out here whatever the service answers;
    /// does nothing when logged out already. An anonymous user, who could never come back, is removed. Source: protocol.md 13.2.
    /// </summary>
    /// <exception cref="AppServicesException">The service could not be told; the user is logged out here all the same.</exception>
    public async Task LogOutAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        if (Forget() is not { } tokens) return;
        var request = new AppRequest(HttpMethod.Delete, "/auth/session", "Ending the session at the service");
        AppReply reply = await _transport.SendAsync(request, tokens.Refresh, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (reply.IsSuccess) return;
        AppServicesException error = ErrorReply.ToException(reply, request.Action);
        if (!error.Message.Contains("failed to find refresh token")) throw error;       // it had ended before
    }

    /// <summary>Forgets the user here without telling the service.</summary>
    public void Remove()
    {
        _removed = true;
        _tokens = null;
    }

    /// <summary>
    /// Sends a request with the access token. When the token is refused, it is refreshed and the request repeated, each
    /// once. Source: protocol.md 3.5, 15.2.
    /// </summary>
    internal async Task<AppReply> SendAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        string token = _tokens?.Access ?? throw NotLoggedIn(request);
        AppReply reply = await _transport.SendAsync(request, token, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (reply.Status == 401)
        {
            string fresh = await ReplaceAsync(token, reply, request, options, cancellationToken).ConfigureAwait(false);
            reply = await _transport.SendAsync(request, fresh, attempt: 2, options, cancellationToken).ConfigureAwait(false);
        }
        return reply.IsSuccess ? reply : throw ErrorReply.ToException(reply, request.Action);
    }

    /// <summary>Takes over the tokens of another login of the same user.</summary>
    internal void Adopt(LoginReply login, string provider)
    {
        ProviderType = provider;
        DeviceId = login.DeviceId ?? DeviceId;
        Adopt(login);
    }

    private void Adopt(LoginReply login)
    {
        _tokens = new SessionTokens(login.AccessToken, login.RefreshToken ?? _tokens!.Refresh);
        _removed = false;
    }

    // What the caller asked for was refused; that the refresh failed too is only the reason why it stays so.
    private async Task<string> ReplaceAsync(
        string refused, AppReply reply, AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        AppServicesException? cause = null;
        try
        {
            if (await _refresher.ReplaceAsync(refused, options, cancellationToken).ConfigureAwait(false) is { } fresh) return fresh;
        }
        catch (AppServicesException error)
        {
            cause = error;
        }
        throw ErrorReply.ToException(reply, request.Action, cause);
    }

    private async Task<string> FetchAccessTokenAsync(RequestOptions options)
    {
        var request = new AppRequest(HttpMethod.Post, "/auth/session", "Refreshing the access token");
        SessionTokens tokens = _tokens ?? throw NotLoggedIn(request);
        AppReply reply = await _transport.SendAsync(request, tokens.Refresh, attempt: 1, options, CancellationToken.None).ConfigureAwait(false);
        if (reply.Status == 401) ForgetIfStill(tokens);
        if (!reply.IsSuccess) throw ErrorReply.ToException(reply, request.Action);
        string access = LoginReply.ReadAccessToken(reply, request.Action);
        ReplaceIfStill(tokens, tokens with { Access = access });
        return access;
    }

    private void ForgetIfStill(SessionTokens tokens) => ReplaceIfStill(tokens, null);

#pragma warning disable CS0420 // Interlocked needs no volatile read: it is a full fence itself.
    // A logout or a new login that happened meanwhile wins.
    private void ReplaceIfStill(SessionTokens expected, SessionTokens? tokens) => Interlocked.CompareExchange(ref _tokens, tokens, expected);

    private SessionTokens? Forget()
    {
        if (ProviderType == "anon-user" && _profile.Identities.Count <= 1) _removed = true;
        return Interlocked.Exchange(ref _tokens, null);
    }
#pragma warning restore CS0420

    private static AppServicesException NotLoggedIn(AppRequest request) =>
        new($"{request.Action} failed: the user is logged out.") { Code = ClientErrorCode.ClientUserNotLoggedIn };
}
