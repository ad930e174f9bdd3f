using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Http;

namespace AppServices.Admin;

/// <summary>Sends requests of the admin API. Redirects are not followed. Source: client-api 14.7.</summary>
internal sealed class AdminTransport(Uri service, AppConnection connection) : IApiTransport
{
    private static readonly KeyValuePair<string, string>[] s_headers = [new("X-BAAS-Request-Origin", "appservices-powershell")];

    private readonly string _root = service.AbsoluteUri.TrimEnd('/') + AdminApi.Root;

    public async Task<AppReply> SendAsync(
        AppRequest request, string? token, int attempt, RequestOptions options, CancellationToken cancellationToken)
    {
        AppRequest raw = request with { IsRaw = true, Headers = s_headers };
        (AppReply reply, _) = await RepeatingSender.SendAsync(
            connection, raw, new Uri(_root + request.Path), token, attempt, options, cancellationToken).ConfigureAwait(false);
        return reply;
    }
}
