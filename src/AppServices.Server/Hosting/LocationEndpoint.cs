using System;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Errors;
using AppServices.Server.Features;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Hosting;

/// <summary>GET <c>/app/{app}/location</c>. Source: client-api 1.2.</summary>
internal sealed class LocationEndpoint(AppCatalog apps, PublicAddress publicAddress)
{
    public Task GetAsync(HttpContext context)
    {
        AppDefinition app = apps.OfPath(context).Definition;
        string address = publicAddress.Of(context) ?? throw UnknownHost(context);
        return ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("deployment_model", app.Description.DeploymentModel);
            writer.WriteString("location", app.Location);
            writer.WriteString("hostname", address);
            writer.WriteString("ws_hostname", string.Concat("ws", address.AsSpan("http".Length)));
        });
    }

    private static ApiException UnknownHost(HttpContext context) => ApiException.BadRequest(
        $"'{context.Request.Host}' is no name that this server is known by: start it with --public-url and the address that clients use, "
        + "name the host in 'hosts' of the settings, or name the proxy that forwards to it with --trusted-proxy");
}
