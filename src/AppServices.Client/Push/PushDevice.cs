using System;
using System.Net.Http;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices;

/// <summary>This device as a receiver of a user's push notifications. Source: client-api 9.</summary>
/// <param name="session">The user.</param>
/// <param name="service">The push service's name in the app, typically <c>gcm</c>.</param>
public sealed class PushDevice(AppSession session, string service)
{
    private readonly string _path =
        $"/app/{Uri.EscapeDataString(session.App.AppId)}/push/providers/{Uri.EscapeDataString(service)}/registration";

    /// <summary>Registers the device; a token registered before is replaced.</summary>
    /// <exception cref="AppServicesException">The app has no such service, or the service could not be reached.</exception>
    public Task RegisterAsync(SecureString registrationToken, RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Put, "Registering",
            JsonBody.Write(registrationToken, static (body, token) => body.WriteString("registrationToken", token.Reveal())),
            options, cancellationToken);

    /// <summary>Ends the registration; does nothing when there is none.</summary>
    /// <exception cref="AppServicesException">The app has no such service, or the service could not be reached.</exception>
    public Task DeregisterAsync(RequestOptions options, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, "Deregistering", default, options, cancellationToken);

    private Task<AppReply> SendAsync(
        HttpMethod method, string doing, ReadOnlyMemory<byte> body, RequestOptions options, CancellationToken cancellationToken) =>
        session.SendAsync(
            new AppRequest(method, _path, $"{doing} this device at push service '{service}'", body), options, cancellationToken);
}
