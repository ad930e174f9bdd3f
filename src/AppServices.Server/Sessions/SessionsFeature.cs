using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.Providers;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Sessions;

/// <summary>Logging in, by whatever provider, and what a session is good for. Source: client-api 2, 3.</summary>
internal sealed class SessionsFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) => services
        .AddSingleton<AccessTokens>().AddSingleton<LoginEndpoint>().AddSingleton<LinkEndpoint>().AddSingleton<SessionEndpoint>()
        .AddSingleton<ProfileEndpoint>();

    public object Read(AppReading app) => SessionSettings.Read(app);

    /// <summary>The ways to log in that no feature is.</summary>
    public IEnumerable<AppItem> List(AppDefinition app) =>
        app.Get<ProviderEntries>().Items.Values.Where(provider => !ProviderTypes.All.Contains(provider.Name));

    public IAppPart Assemble(RunningApp app, IServiceProvider services)
    {
        UserDirectory users = services.GetRequiredService<UserDirectory>();
        return new AppLogins(
            new Logins(app.Definition.ClientAppId, app.Definition.DomainId, users, services.GetRequiredService<TimeProvider>()),
            new Links(app.Definition.ClientAppId, users));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        SessionEndpoint session = routes.ServiceProvider.GetRequiredService<SessionEndpoint>();
        routes.Map(
            "POST", ApiRoutes.App + "/auth/providers/{provider}/login",
            routes.ServiceProvider.GetRequiredService<LoginEndpoint>().PostAsync).Logs(LogTypes.Authentication, "LOGIN");
        routes.Map("POST", ApiRoutes.Root + "/auth/session", session.RefreshAsync);
        routes.Map("DELETE", ApiRoutes.Root + "/auth/session", session.EndAsync).Logs(LogTypes.Authentication, "LOGOUT");
        routes.Map("DELETE", ApiRoutes.Root + "/auth/delete", session.DeleteUserAsync).Logs(LogTypes.Authentication, "DELETE");
        routes.Map("GET", ApiRoutes.Root + "/auth/profile", routes.ServiceProvider.GetRequiredService<ProfileEndpoint>().GetAsync);
    }
}

/// <summary>Opens sessions of a running app, and links identities to its users.</summary>
internal sealed record AppLogins(Logins Sessions, Links Links) : IAppPart;
