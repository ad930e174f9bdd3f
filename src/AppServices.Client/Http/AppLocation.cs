using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Http;

/// <summary>
/// The host that serves an app, asked for once and then remembered; a failed question is asked again by the next
/// request. Source: protocol.md 1.2.
/// </summary>
internal sealed class AppLocation(string appId, Uri baseUri)
{
    private readonly SingleFlight<Uri> _asking = new();
    private volatile Uri? _host;

    /// <summary>The host for requests of the app.</summary>
    public async ValueTask<Uri> FindAsync(RequestOptions options, CancellationToken cancellationToken) =>
        _host ?? await _asking.RunAsync(() => AskAsync(baseUri, options, CancellationToken.None), cancellationToken).ConfigureAwait(false);

    /// <summary>Asks again where a redirect leads, because a moved app has a new host for everything.</summary>
    public Task MoveAsync(Uri redirectedTo, RequestOptions options, CancellationToken cancellationToken) =>
        AskAsync(new Uri(redirectedTo.GetLeftPart(UriPartial.Authority)), options, cancellationToken);

    private async Task<Uri> AskAsync(Uri origin, RequestOptions options, CancellationToken cancellationToken)
    {
        string path = $"/app/{Uri.EscapeDataString(appId)}/location";
        var request = new AppRequest(HttpMethod.Get, path, $"Locating app '{appId}'");
        var address = new Uri(origin, "/api/client/v2.0" + path);
        (AppReply reply, Uri? movedTo) =
            await HttpSender.SendAsync(request, address, token: null, attempt: 1, options, cancellationToken).ConfigureAwait(false);
        if (movedTo is not null)
            (reply, _) = await HttpSender.SendAsync(request, movedTo, token: null, attempt: 2, options, cancellationToken).ConfigureAwait(false);
        if (!reply.IsSuccess) throw ErrorReply.ToException(reply, request.Action);
        return _host = JsonReply.Read(reply, request.Action, "an object whose 'hostname' is an address as secure as the one asked", root => ReadHost(root, origin));
    }

    // An empty hostname means: stay where you are (protocol.md 1.2).
    private static Uri? ReadHost(JsonElement root, Uri origin)
    {
        if (!root.TryGetProperty("hostname", out JsonElement hostname) || hostname.ValueKind != JsonValueKind.String) return null;
        string text = hostname.GetString()!;
        if (text.Length == 0) return origin;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? host) && IsAsSecure(host, origin) ? host : null;
    }

    private static bool IsAsSecure(Uri host, Uri origin) =>
        host.Scheme == Uri.UriSchemeHttps || (host.Scheme == Uri.UriSchemeHttp && origin.Scheme == Uri.UriSchemeHttp);
}
