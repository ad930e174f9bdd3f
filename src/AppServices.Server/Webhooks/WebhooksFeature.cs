using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Webhooks;

/// <summary>Incoming webhooks of older exports, at their old addresses. Source: app-folder 8.8.</summary>
internal sealed class WebhooksFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<WebhookCalls>();

    public object Read(AppReading app) => WebhookFiles.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<AppWebhooks>().ByName.Values
        .Select(webhook => new AppItem(AppItemKind.Webhook, webhook.ToString(), webhook.Place) { Problem = webhook.Problem }
            .With(webhook.Good?.Settings, webhook.Good?.Function))
        .Concat(app.Get<AppWebhooks>().Services);

    public void Map(IEndpointRouteBuilder routes) => routes.Map(
        ApiRoutes.App + "/service/{service}/incoming_webhook/{hook}",
        routes.ServiceProvider.GetRequiredService<WebhookCalls>().AnswerAsync).Logs(LogTypes.Webhook);
}
