using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Push;

/// <summary>Devices that apps send push messages to, and how they do. Source: app-folder 9, client-api 9.</summary>
/// <param name="settings">What the operator decides.</param>
internal sealed class PushFeature(PushSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<PushEndpoint>().AddSingleton(settings)
        .AddSingleton<PushSender>();

    public object Read(AppReading app) => PushServices.Read(app.Files, app.Secrets, app.Warnings);

    public IEnumerable<AppItem> List(AppDefinition app) =>
        app.Get<PushServices>().All.Select(service => new AppItem(AppItemKind.Service, service.Key, service.Value.Place));

    public IAppPart? Assemble(RunningApp app, IServiceProvider services) => app.Definition.Find<PushServices>();

    public void Map(IEndpointRouteBuilder routes)
    {
        PushEndpoint endpoint = routes.ServiceProvider.GetRequiredService<PushEndpoint>();
        routes.Map("PUT", ApiRoutes.App + "/push/providers/{service}/registration", endpoint.RegisterAsync).Logs(LogTypes.Push);
        routes.Map("DELETE", ApiRoutes.App + "/push/providers/{service}/registration", endpoint.DeregisterAsync).Logs(LogTypes.Push);
    }
}
