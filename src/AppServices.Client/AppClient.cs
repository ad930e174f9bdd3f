using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Errors;
using AppServices.Http;
using AppServices.Sessions;

namespace AppServices;

/// <summary>One app at one address: what can be done without a user. Safe for use from any number of threads.</summary>
public sealed class AppClient
{
    private readonly AppTransport _transport;

    /// <summary>Names an app; nothing is sent before the first operation.</summary>
    /// <param name="appId">The client app id, such as <c>shop-qwert</c>.</param>
    /// <param name="baseUri">The service's address, http or https.</param>
    /// <exception cref="ArgumentException">The address is relative, or not http(s).</exception>
    public AppClient(string appId, Uri baseUri)
    {
        if (!baseUri.IsAbsoluteUri || baseUri.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{baseUri}' is not an http or https address.", nameof(baseUri));
        AppId = appId;
        BaseUri = baseUri;
        _transport = new AppTransport(appId, baseUri);
    }

    /// <summary>The client app id.</summary>
    public string AppId { get; }

    /// <summary>The address the app is located through; the service may name another for requests (protocol.md 1.2).</summary>
    public Uri BaseUri { get; }

    /// <summary>
    /// Logs in and fetches the profile. Source: protocol.md 2.
    /// </summary>
    /// <param name="credential">Who logs in.</param>
    /// <param name="find">A session known for a user id, which then takes the new tokens; null to make a new one.</param>
    /// <param name="deviceId">The device id of an earlier login; null for none.</param>
    /// <param name="options">Time limit and observer.</param>
    /// <param name="cancellationToken">Stops the login.</param>
    /// <exception cref="AppServicesException">The credential was refused, or the service could not be reached.</exception>
    public async Task<AppSession> LogInAsync(
        AppCredential credential, Func<string, AppSession?> find, string? deviceId, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest request = Provider(credential.Provider, "login", "Logging in", body =>
        {
            credential.WritePayload(body);
            DeviceInformation.Write(body, AppId, deviceId);
        });
        AppReply reply = await SendAsync(request, options, cancellationToken).ConfigureAwait(false);
        LoginReply login = LoginReply.Read(reply, request.Action);
        if (login.RefreshToken is null) throw InvalidReply.Create(reply, request.Action, "a login with a refresh token");
        AppSession? known = find(login.UserId);
        known?.Adopt(login, credential.Provider);
        AppSession session = known ?? new AppSession(this, _transport, login, credential.Provider);
        await session.FetchProfileAsync(options, cancellationToken).ConfigureAwait(false);
        return session;
    }

    /// <summary>Sends a request that needs no token and must succeed.</summary>
    internal async Task<AppReply> SendAsync(AppRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        AppReply reply = await _transport.SendAsync(request, token: null, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        return reply.IsSuccess ? reply : throw ErrorReply.ToException(reply, request.Action);
    }

    /// <summary>A POST to an operation of an authentication provider.</summary>
    internal AppRequest Provider(string provider, string operation, string action, Action<Utf8JsonWriter> writeBody) =>
        new(HttpMethod.Post, $"/app/{Uri.EscapeDataString(AppId)}/auth/providers/{provider}/{operation}", action,
            JsonBody.Write(writeBody, static (body, write) => write(body)));
}
