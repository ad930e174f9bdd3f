using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Webhooks;

/// <summary>Incoming webhooks of older exports, at their old addresses. Source: app-folder 8.8.</summary>
internal sealed class WebhooksFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<WebhookCalls>();

    public object Read(AppReading app) => WebhookFiles.Read(app);

    public void Map(IEndpointRouteBuilder routes) => routes.Map(
        ApiRoutes.App + "/service/{service}/incoming_webhook/{hook}", routes.ServiceProvider.GetRequiredService<WebhookCalls>().AnswerAsync);
}
