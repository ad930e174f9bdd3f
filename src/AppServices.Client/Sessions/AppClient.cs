using System;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;
using AppServices.Sessions;

namespace AppServices;

/// <summary>
/// One app at one address, reached through one connection: what can be done without a user. Safe for use from any number of threads.
/// </summary>
public sealed class AppClient
{
    /// <summary>Names an app; nothing is sent before the first operation.</summary>
    /// <param name="appId">The client app id, such as <c>shop-qwert</c>.</param>
    /// <param name="baseUri">The service's address, http or https, with the path that it lives below if it does.</param>
    /// <param name="connection">How the service is reached; null for <see cref="AppConnection.Default"/>.</param>
    /// <exception cref="ArgumentException">The address is relative, not http(s), or has a user name, a query or a fragment.</exception>
    public AppClient(string appId, Uri baseUri, AppConnection? connection = null)
    {
        if (!ServiceAddress.TryNormalize(baseUri.OriginalString, out Uri? service, out string? problem))
            throw new ArgumentException(problem, nameof(baseUri));
        AppId = appId;
        BaseUri = service;
        Connection = connection ?? AppConnection.Default;
        Transport = new AppTransport(appId, service, Connection);
    }

    /// <summary>The client app id.</summary>
    public string AppId { get; }

    /// <summary>The address the app is located through; the service may name another for requests (client-api 1.2).</summary>
    public Uri BaseUri { get; }

    /// <summary>How the service is reached.</summary>
    public AppConnection Connection { get; }

    internal AppTransport Transport { get; }

    /// <summary>Whether another object stands for the same app at the same address, however it is reached.</summary>
    public bool IsSameApp(AppClient other) => AppId == other.AppId && BaseUri == other.BaseUri;

    /// <summary>
    /// Logs in and fetches the profile. Source: client-api 2.
    /// </summary>
    /// <param name="credential">Who logs in.</param>
    /// <param name="intern">
    /// Gets the session known for a user id, which then takes the new tokens, or makes one and keeps it: logins of one user
    /// at the same time must not end up with two.
    /// </param>
    /// <param name="deviceId">The device id of an earlier login; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <exception cref="AppServicesException">The credential was refused, or the service could not be reached.</exception>
    public async Task<AppSession> LogInAsync(
        AppCredential credential, Func<string, Func<AppSession>, AppSession> intern, string? deviceId, RequestOptions options,
        CancellationToken cancellationToken)
    {
        AppRequest request = LoginBody.LogIn(AppId, credential, deviceId);
        AppReply reply = await SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        (LoginReply login, SessionTokens tokens) = LoginReply.ReadLogin(reply, request.Action);
        AppSession session = intern(login.UserId, () => new AppSession(this, login.UserId));
        session.ReachThrough(this);
        session.Adopt(tokens, login.DeviceId, credential.Provider);
        return await StartAsync(session, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Goes on with a session of an earlier process: refreshes its access token and fetches the profile. Source: client-api 3.3.
    /// </summary>
    /// <param name="saved">The session, of this app.</param>
    /// <param name="intern">As for <see cref="LogInAsync"/>.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The session has ended (status 401), or the service could not be reached.</exception>
    public async Task<AppSession> RestoreAsync(
        SavedSession saved, Func<string, Func<AppSession>, AppSession> intern, RequestOptions options, CancellationToken cancellationToken)
    {
        string access = await AccessTokenRequest.SendAsync(Transport, saved.RefreshToken, options, cancellationToken)
            .ConfigureAwait(false);
        AppSession session = intern(saved.UserId, () => new AppSession(this, saved.UserId));
        session.ReachThrough(this);
        session.Adopt(new SessionTokens(access, saved.RefreshToken), saved.DeviceId, provider: null);
        return await StartAsync(session, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a session of an earlier process goes on. Source: client-api 3.3.</summary>
    /// <param name="saved">The session, of this app.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">The service could not be reached, or does not tell.</exception>
    public async Task<bool> HasSessionAsync(SavedSession saved, RequestOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await AccessTokenRequest.SendAsync(Transport, saved.RefreshToken, options, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AppServicesException error) when (error.StatusCode == 401)
        {
            return false;
        }
    }

    /// <summary>Sends a request without a token.</summary>
    /// <returns>The answer, whatever its status.</returns>
    /// <exception cref="AppServicesException">The service could not be reached.</exception>
    public async Task<RawReply> SendAsync(RawRequest request, RequestOptions options, CancellationToken cancellationToken) => new(
        await Transport.SendAsync(request.ToRequest(), token: null, attempt: 1, options, cancellationToken).ConfigureAwait(false));

    /// <summary>Sends a request that needs no token and must succeed.</summary>
    internal async Task<AppReply> SendAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        AppReply reply = await Transport.SendAsync(request, token: null, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? reply : throw ErrorReply.ToException(reply, request.Action);
    }

    private static async Task<AppSession> StartAsync(AppSession session, RequestOptions options, CancellationToken cancellationToken)
    {
        await session.FetchProfileAsync(options, cancellationToken).ConfigureAwait(false);
        session.Raise(AppUserEventKind.LoggedIn);
        return session;
    }
}
