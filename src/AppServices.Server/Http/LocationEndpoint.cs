using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Serving;
using Microsoft.AspNetCore.Http;

namespace AppServices.Server.Http;

/// <summary>GET <c>/app/{app}/location</c>. Source: protocol.md 1.2.</summary>
internal sealed class LocationEndpoint(AppCatalog apps)
{
    public Task GetAsync(HttpContext context)
    {
        ServedApp app = apps.OfPath(context).App;
        string host = context.Request.Host.Value ?? "";
        bool secure = context.Request.IsHttps;
        return ApiReply.ObjectAsync(context, 200, writer =>
        {
            writer.WriteString("deployment_model", app.Description.DeploymentModel);
            writer.WriteString("location", app.Location);
            writer.WriteString("hostname", $"{(secure ? "https" : "http")}://{host}");
            writer.WriteString("ws_hostname", $"{(secure ? "wss" : "ws")}://{host}");
        });
    }
}
