using System;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Providers.ApiKey;

/// <summary>API keys of users and of the server. Source: app-folder 2.3, client-api 5.</summary>
internal sealed class ApiKeyFeature() : ProviderFeature(ProviderTypes.ApiKey)
{
    public override void AddServices(IServiceCollection services) => services.AddSingleton<ApiKeys>().AddSingleton<ApiKeyEndpoint>();

    public override void Map(IEndpointRouteBuilder routes)
    {
        const string Keys = ApiRoutes.Root + "/auth/api_keys";
        ApiKeyEndpoint endpoint = routes.ServiceProvider.GetRequiredService<ApiKeyEndpoint>();
        routes.Map("POST", Keys, endpoint.CreateAsync).TakesSmallBody().Logs(LogTypes.ApiKey);
        routes.Map("GET", Keys, endpoint.ListAsync).Logs(LogTypes.ApiKey);
        routes.Map("GET", Keys + "/{id}", endpoint.GetAsync).Logs(LogTypes.ApiKey);
        routes.Map("DELETE", Keys + "/{id}", endpoint.DeleteAsync).Logs(LogTypes.ApiKey);
        routes.Map("PUT", Keys + "/{id}/enable", endpoint.EnableAsync).Logs(LogTypes.ApiKey);
        routes.Map("PUT", Keys + "/{id}/disable", endpoint.DisableAsync).Logs(LogTypes.ApiKey);
    }

    protected override ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services) =>
        new ApiKeyProvider(app.Definition.ClientAppId, settings, services.GetRequiredService<UserDirectory>().ApiKeys);
}
