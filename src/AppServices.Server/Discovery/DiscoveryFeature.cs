using AppServices.Server.Features;
using AppServices.Server.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Discovery;

/// <summary>Tells users what there is for them. Source: client-api 17.1.</summary>
internal sealed class DiscoveryFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<DiscoveryEndpoint>();

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("GET", ApiRoutes.App + "/discovery", routes.ServiceProvider.GetRequiredService<DiscoveryEndpoint>().GetAsync);
}
