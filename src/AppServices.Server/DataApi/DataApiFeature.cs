using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Endpoints;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.DataApi;

/// <summary>The Data API: documents over HTTP without an SDK. Source: app-folder 8.7.</summary>
internal sealed class DataApiFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<DataApiCalls>();

    public object? Read(AppReading app) => DataApiSettings.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Find<DataApiSettings>() is { } api
        ?
        [
            new AppItem(AppItemKind.DataApi, "data", api.Place)
            {
                Problem = api.Problem,
                IsDisabled = api.IsDisabled,
                Detail = api.Versions.Count == 0
                    ? null
                    : string.Join(", ", api.Versions.Order().Select(version => $"{EndpointsFeature.Path}/data/{version}")),
            }.With(api.Route, api.RunAs),
        ]
        : [];

    public void Map(IEndpointRouteBuilder routes)
    {
        DataApiCalls calls = routes.ServiceProvider.GetRequiredService<DataApiCalls>();
        foreach (string app in new[] { ApiRoutes.App, ApiRoutes.DataApp })
            routes.Map(app + EndpointsFeature.Path + "/data/{version}/action/{action}", calls.AnswerAsync).Logs(LogTypes.Endpoint);
    }
}
