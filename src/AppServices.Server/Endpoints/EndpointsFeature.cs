using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Reading;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Endpoints;

/// <summary>HTTPS endpoints: routes of an app, each with a function behind it. Source: app-folder 8.</summary>
internal sealed class EndpointsFeature : IAppFeature
{
    /// <summary>Where endpoints are below the routes of an app.</summary>
    public const string Path = "/endpoint";

    public void AddServices(IServiceCollection services) => services.AddSingleton<RouteUsers>().AddSingleton<EndpointCalls>();

    public object Read(AppReading app) => EndpointFiles.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app)
    {
        AppEndpoints endpoints = app.Get<AppEndpoints>();
        ILookup<(string, string), Endpoint> open = endpoints.All.Where(endpoint => endpoint.Settings is not null)
            .ToLookup(endpoint => (endpoint.Method, endpoint.Route));
        return endpoints.Items.Select(item => item.Value with
        {
            Missing =
            [
                .. item.Value.Missing,
                .. open[item.Key].SelectMany(endpoint => HookFunctions.Missing(app, endpoint.Function, item.Value.Place)),
            ],
        });
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        EndpointCalls calls = routes.ServiceProvider.GetRequiredService<EndpointCalls>();
        foreach (string app in new[] { ApiRoutes.App, ApiRoutes.DataApp })
            routes.Map(app + Path + "/{**route}", calls.AnswerAsync).Logs(LogTypes.Endpoint);
    }
}
