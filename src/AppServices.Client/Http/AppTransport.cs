using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>
/// Sends requests of one app through one connection: asks for the address of its service first, follows redirects. Source: client-api 1.2,
/// 1.3.
/// </summary>
internal sealed class AppTransport(string appId, Uri baseUri, AppConnection connection) : IApiTransport
{
    private readonly AppLocation _location = new(appId, baseUri, connection);

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
                await RepeatingSender.SendAsync(connection, request, address, token, attempt + hop, options, cancellationToken)
                    .ConfigureAwait(false);
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

/// <summary>
/// The service that serves an app, asked for once and then remembered; a failed question is asked again by the next
/// request. Source: client-api 1.2.
/// </summary>
internal sealed class AppLocation(string appId, Uri baseUri, AppConnection connection)
{
    private readonly SingleFlight<Uri> _asking = new();
    private volatile Uri? _service;

    /// <summary>The service for requests of the app.</summary>
    public async ValueTask<Uri> FindAsync(RequestOptions options, CancellationToken cancellationToken) =>
        _service
            ?? await _asking.RunAsync(() => AskAsync(baseUri, options, CancellationToken.None), cancellationToken).ConfigureAwait(false);

    /// <summary>Asks again where a redirect leads, because a moved app has a new service for everything.</summary>
    public Task<Uri> MoveAsync(Uri service, RequestOptions options, CancellationToken cancellationToken) =>
        AskAsync(service, options, cancellationToken);

    private async Task<Uri> AskAsync(Uri service, RequestOptions options, CancellationToken cancellationToken)
    {
        var request = new AppRequest(HttpMethod.Get, $"/app/{Uri.EscapeDataString(appId)}/location", $"Locating app '{appId}'");
        Uri address = ApiAddress.Of(service, request.Path);
        for (int hop = 0; ; hop++)
        {
            (AppReply reply, Uri? target) =
                await RepeatingSender.SendAsync(connection, request, address, token: null, attempt: 1 + hop, options, cancellationToken)
                    .ConfigureAwait(false);
            if (target is null)
            {
                if (!reply.IsSuccess) throw ErrorReply.ToException(reply, request.Action);
                return _service = JsonReply.Read(
                    reply, request.Action, "an object whose 'hostname' is an http or https address", root =>
                        ReadHost(root, service, request.Action));
            }
            if (hop == ServiceMove.MaxRedirects) throw ServiceMove.TooMany(request.Action);
            if (!ApiAddress.IsBelow(target, service))
                service = ApiAddress.ServiceOf(target) ?? throw ServiceMove.ToNoService(request.Action, address, target);
            address = target;
        }
    }

    // An empty hostname means: stay where you are (client-api 1.2). So does that of a service that does not know below which path
    // of its host a proxy has put it.
    private static Uri? ReadHost(JsonElement root, Uri asked, string action)
    {
        if (!root.TryGetProperty("hostname", out JsonElement hostname) || hostname.ValueKind != JsonValueKind.String) return null;
        string text = hostname.GetString()!;
        if (text.Length == 0) return asked;
        if (!ServiceAddress.TryNormalize(text, out Uri? service, out _)) return null;
        ServiceMove.ThrowIfRefused(action, asked, service, "names");
        return service.AbsolutePath == "/" && ApiAddress.IsSameHost(service, asked) ? asked : service;
    }
}
