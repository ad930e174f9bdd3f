using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Push;

/// <summary>Devices that apps send push messages to. Source: app-folder 9, client-api 9.</summary>
internal sealed class PushFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<PushEndpoint>();

    public object Read(AppReading app) => PushServices.Read(app.Files, app.Warnings);

    public IEnumerable<AppItem> List(AppDefinition app) =>
        app.Get<PushServices>().Places.Select(service => new AppItem(AppItemKind.Service, service.Key, service.Value));

    public IAppPart? Assemble(RunningApp app, IServiceProvider services) => app.Definition.Find<PushServices>();

    public void Map(IEndpointRouteBuilder routes)
    {
        PushEndpoint endpoint = routes.ServiceProvider.GetRequiredService<PushEndpoint>();
        routes.Map("PUT", ApiRoutes.App + "/push/providers/{service}/registration", endpoint.RegisterAsync).Logs(LogTypes.Push);
        routes.Map("DELETE", ApiRoutes.App + "/push/providers/{service}/registration", endpoint.DeregisterAsync).Logs(LogTypes.Push);
    }
}
