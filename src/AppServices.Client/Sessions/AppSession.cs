using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Ejson;
using AppServices.Functions;
using AppServices.Http;
using AppServices.Sessions;

namespace AppServices;

/// <summary>
/// A user of an app, with the tokens to act as it. Safe for use from any number of threads. Source: client-api 3.
/// </summary>
public sealed class AppSession
{
    private readonly SessionSender _sender;
    private volatile AppClient _app;
    private volatile UserProfile _profile = UserProfile.Empty;
    private volatile string _provider = "";
    private volatile bool _removed;

    internal AppSession(AppClient app, string userId)
    {
        _app = app;
        UserId = userId;
        _sender = new SessionSender(
            () => App.Transport, refreshed => Raise(refreshed ? AppUserEventKind.AccessTokenRefreshed : AppUserEventKind.LoggedOut));
    }

    /// <summary>Tells what happened to the user, after it did, on any thread.</summary>
    public event EventHandler<SessionChangedEventArgs>? Changed;

    /// <summary>The app the user belongs to, reached as at the latest login.</summary>
    public AppClient App => _app;

    /// <summary>The service's id of the user.</summary>
    public string UserId { get; }

    /// <summary>The id the service gave this device; null when it gave none.</summary>
    public string? DeviceId { get; private set; }

    /// <summary>The provider of the latest login, such as <c>anon-user</c>; of the first identity in a restored session.</summary>
    public string ProviderType => _provider.Length == 0 && _profile.Identities is [{ } first, ..] ? first.ProviderType : _provider;

    /// <summary>Whether the user can act.</summary>
    public AppUserState State =>
        _removed ? AppUserState.Removed : _sender.Tokens is null ? AppUserState.LoggedOut : AppUserState.Active;

    /// <summary>The access token; null when logged out.</summary>
    public string? AccessToken => _sender.Tokens?.Access;

    /// <summary>The refresh token; null when logged out.</summary>
    public string? RefreshToken => _sender.Tokens?.Refresh;

    /// <summary>The profile as last fetched; it stays after a logout.</summary>
    public UserProfile Profile => _profile;

    /// <summary>
    /// The custom data document that the access token carries, as Extended JSON in UTF-8; null when there is none.
    /// Source: client-api 3.9.
    /// </summary>
    public ReadOnlyMemory<byte>? CustomData => AccessToken is { } token ? AccessTokenClaims.ReadCustomData(token) : null;

    /// <summary>What is to be kept so that <see cref="AppClient.RestoreAsync"/> can go on with the session; null when logged out.</summary>
    public SavedSession? ToSaved() => RefreshToken is not { } token ? null
        : new SavedSession(App.AppId, App.BaseUri, UserId, DeviceId, token).Through(App.Connection);

    /// <summary>Fetches the profile anew.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached.</exception>
    public async Task<UserProfile> FetchProfileAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, "/auth/profile", "Fetching the user's profile");
        AppReply reply = await SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        return _profile = UserProfile.Read(reply, request.Action, UserId);
    }

    /// <summary>Fetches a new access token, whatever the one held is worth. Source: client-api 3.3.</summary>
    /// <exception cref="AppServicesException">The session has ended, or the service could not be reached.</exception>
    public Task RefreshAccessTokenAsync(RequestOptions options, CancellationToken cancellationToken) =>
        _sender.RefreshAsync(options, cancellationToken);

    /// <summary>Reads the custom data anew, which comes with a new access token. Source: client-api 3.9.</summary>
    /// <returns>As <see cref="CustomData"/>.</returns>
    /// <exception cref="AppServicesException">The session has ended, or the service could not be reached.</exception>
    public async Task<ReadOnlyMemory<byte>?> RefreshCustomDataAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        string token = await _sender.RefreshAsync(options, cancellationToken).ConfigureAwait(false);
        Raise(AppUserEventKind.CustomDataRefreshed);
        return AccessTokenClaims.ReadCustomData(token);
    }

    /// <summary>
    /// Gives the user another identity and fetches the profile. A refused credential is never tried again; only an access
    /// token that has expired is replaced, once. Source: client-api 2.6.
    /// </summary>
    /// <exception cref="AppServicesException">
    /// The credential was refused or belongs to another user, it is anonymous, or the user cannot act; the user stays as it was.
    /// </exception>
    public async Task LinkAsync(AppCredential credential, RequestOptions options, CancellationToken cancellationToken)
    {
        LinkRefusal.ThrowIfRefused(credential, State);
        AppRequest request = LoginBody.Link(App.AppId, credential, DeviceId);
        AppReply reply = await _sender.SendAsync(request, ErrorReply.IsInvalidSession, options, cancellationToken).ConfigureAwait(false);
        LoginReply link = LoginReply.Read(reply, request.Action);
        if (link.UserId != UserId) throw InvalidReply.Create(reply, request.Action, $"a link of user '{UserId}'");
        if (RefreshToken is { } refresh) _sender.TryReplace(refresh, link.AccessToken);
        await FetchProfileAsync(options, cancellationToken).ConfigureAwait(false);
        Raise(AppUserEventKind.Linked);
    }

    /// <summary>
    /// Calls a function of the app. The arguments are written before the first await, on the caller's thread.
    /// Source: client-api 6.
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
        string name, IReadOnlyList<object?> arguments, string? service, EjsonFormat format, RequestOptions options,
        CancellationToken cancellationToken)
    {
        AppRequest request = FunctionInvocation.ToRequest(App.AppId, name, arguments, service, format.Writer);
        return FinishAsync();

        async Task<object?> FinishAsync() => FunctionInvocation.ReadResult(
            await SendAsync(request, options, cancellationToken).ConfigureAwait(false), request.Action, format.Reader);
    }

    /// <summary>Sends a request that no other member makes. A refused access token is replaced and the request repeated, once.</summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="AppServicesException">The user is logged out, or the service could not be reached.</exception>
    public async Task<RawReply> SendAsync(RawRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        Task<AppReply> asking = request.UsesRefreshToken
            ? _sender.AskWithRefreshTokenAsync(request.ToRequest(), options, cancellationToken)
            : _sender.AskAsync(request.ToRequest(), request.MayRefuse ? ErrorReply.IsInvalidSession : null, options, cancellationToken);
        return new RawReply(await asking.ConfigureAwait(false));
    }

    /// <summary>
    /// Ends the session. The tokens are forgotten first, so the user is logged out here whatever the service answers;
    /// does nothing when logged out already. An anonymous user, who could never come back, is removed. Source: client-api 13.2.
    /// </summary>
    /// <exception cref="AppServicesException">The service could not be told; the user is logged out here all the same.</exception>
    public async Task LogOutAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        if (_sender.Exchange(null) is not { } tokens) return;
        if (ProviderType == "anon-user" && _profile.Identities.Count <= 1) Remove();
        else Raise(AppUserEventKind.LoggedOut);
        var request = new AppRequest(HttpMethod.Delete, "/auth/session", "Ending the session at the service");
        AppReply reply = await App.Transport.SendAsync(
            request, tokens.Refresh, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (reply.IsSuccess) return;
        AppServicesException error = ErrorReply.ToException(reply, request.Action);
        if (error.Reason?.Contains("failed to find refresh token") != true) throw error;        // it had ended before
    }

    /// <summary>Deletes the user's account at the service, then forgets the user here. Source: client-api 3.8.</summary>
    /// <exception cref="AppServicesException">The service refused, or could not be reached; the user stays as it was.</exception>
    public async Task DeleteAsync(RequestOptions options, CancellationToken cancellationToken)
    {
        await SendAsync(new AppRequest(HttpMethod.Delete, "/auth/delete", $"Deleting user '{UserId}'"), options, cancellationToken)
            .ConfigureAwait(false);
        Remove();
    }

    /// <summary>Sends all further requests through the connection of <paramref name="app"/>.</summary>
    /// <param name="app">The same app at the same address.</param>
    /// <exception cref="ArgumentException">It is another one, where the tokens must not get.</exception>
    public void ReachThrough(AppClient app)
    {
        if (!app.IsSameApp(App)) throw new ArgumentException($"'{app.AppId}' at {app.BaseUri} is not the app of the user.", nameof(app));
        _app = app;
    }

    /// <summary>Forgets the user here without telling the service.</summary>
    public void Remove()
    {
        _sender.Exchange(null);
        if (_removed) return;
        _removed = true;
        Raise(AppUserEventKind.Removed);
    }

    /// <summary>Sends a request with the access token; a refused token is replaced and the request repeated, each once.</summary>
    internal Task<AppReply> SendAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken) =>
        _sender.SendAsync(request, isRefused: null, options, cancellationToken);

    /// <summary>Sends a request with the refresh token.</summary>
    internal Task<AppReply> SendWithRefreshTokenAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken) =>
        _sender.SendWithRefreshTokenAsync(request, options, cancellationToken);

    /// <summary>Takes over the tokens of a login of this user.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="deviceId">The device id of the login; null to keep the one known.</param>
    /// <param name="provider">The provider; null when the session was restored.</param>
    internal void Adopt(SessionTokens tokens, string? deviceId, string? provider)
    {
        _provider = provider ?? _provider;
        DeviceId = deviceId ?? DeviceId;
        _sender.Exchange(tokens);
        _removed = false;
    }

    internal void Raise(AppUserEventKind kind) => Changed?.Invoke(this, new SessionChangedEventArgs(kind));
}
