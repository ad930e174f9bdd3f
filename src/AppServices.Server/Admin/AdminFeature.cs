using AppServices.Server.Admin.Apps;
using AppServices.Server.Admin.Debugging;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Dependencies;
using AppServices.Server.Admin.Exchange;
using AppServices.Server.Admin.Hosting;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.Push;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Admin.Users;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Storage;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Admin;

/// <summary>The admin API: apps as operators see them. Source: admin-api.</summary>
internal sealed class AdminFeature : IAppFeature
{
    /// <summary>Where the API begins.</summary>
    public const string Root = "/api/admin/v3.0";

    private const string Private = "/api/private/v1.0";

    public void AddServices(IServiceCollection services) => services
        .AddSingleton(provider => new OperatorStore(provider.GetRequiredService<IDataStore>()))
        .AddSingleton(provider => new AppRecords(provider.GetRequiredService<IDataStore>()))
        .AddSingleton(provider => SnapshotFolders.Of(
            provider.GetRequiredService<AdminOptions>(), provider.GetRequiredService<IDataStore>()))
        .AddSingleton(provider => new AppSecrets(provider.GetRequiredService<IDataStore>(), provider.GetRequiredService<AdminOptions>()))
        .AddSingleton<AdminGate>().AddSingleton<SignInEndpoint>()
        .AddSingleton<AppDefinitions>().AddSingleton<ObjectsEndpoint>().AddHostedService<StoredAppWatch>()
        .AddSingleton<IAdminEndpoint, AppsEndpoint>().AddSingleton<IAdminEndpoint, DeploymentsEndpoint>()
        .AddSingleton<IAdminEndpoint, ExchangeEndpoint>().AddSingleton<IAdminEndpoint, SecretsEndpoint>()
        .AddSingleton<IAdminEndpoint, DefinitionEndpoint>().AddSingleton<IAdminEndpoint, ServicesEndpoint>()
        .AddSingleton<IAdminEndpoint, TriggersEndpoint>().AddSingleton<IAdminEndpoint, SettingsEndpoint>()
        .AddSingleton<IAdminEndpoint, AccessListEndpoint>().AddSingleton<IAdminEndpoint, KeptEndpoint>()
        .AddSingleton<IAdminEndpoint, DependenciesEndpoint>().AddSingleton<IAdminEndpoint, AssetsEndpoint>()
        .AddSingleton<IAdminEndpoint, UsersEndpoint>().AddSingleton<IAdminEndpoint, ApiKeysEndpoint>()
        .AddSingleton<IAdminEndpoint, TestRunEndpoint>().AddSingleton<IAdminEndpoint, LogsEndpoint>()
        .AddSingleton<IAdminEndpoint, PushMessagesEndpoint>()
        .AddSingleton<IAdminEndpoint, UserImportEndpoint>().AddSingleton<IAdminEndpoint, MeasurementsEndpoint>();

    public object? Read(AppReading app)
    {
        DefinitionCheck.Note(app);
        return null;
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        AdminGate gate = routes.ServiceProvider.GetRequiredService<AdminGate>();
        SignInEndpoint signIn = routes.ServiceProvider.GetRequiredService<SignInEndpoint>();
        routes.Map("GET", Private + "/version", gate.Open(SignInEndpoint.GetVersionAsync));
        routes.Map("GET", Root + "/auth/providers", gate.Open(SignInEndpoint.GetProvidersAsync));
        routes.Map("POST", Root + "/auth/providers/{provider}/login", gate.Open(signIn.LogInAsync, SignInEndpoint.BodyBytes));
        routes.Map("POST", Root + "/auth/session", gate.Open(signIn.RefreshAsync, SignInEndpoint.BodyBytes));
        routes.Map("DELETE", Root + "/auth/session", gate.Open(signIn.LogOutAsync, SignInEndpoint.BodyBytes));
        routes.Map("GET", Root + "/auth/profile", gate.Open(signIn.GetProfileAsync));
        var others = new AdminRoutes(routes, gate, routes.ServiceProvider.GetRequiredService<AppDefinitions>());
        foreach (IAdminEndpoint endpoint in routes.ServiceProvider.GetServices<IAdminEndpoint>()) endpoint.Map(others);
    }
}
