using AppServices.Server.Admin.Apps;
using AppServices.Server.Admin.Debugging;
using AppServices.Server.Admin.Definitions;
using AppServices.Server.Admin.Dependencies;
using AppServices.Server.Admin.Exchange;
using AppServices.Server.Admin.Hosting;
using AppServices.Server.Admin.Objects;
using AppServices.Server.Admin.Operators;
using AppServices.Server.Admin.Secrets;
using AppServices.Server.Admin.SignIn;
using AppServices.Server.Admin.Users;
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
        .AddSingleton(provider => new SnapshotFolders(provider.GetRequiredService<AdminOptions>().DataFolder))
        .AddSingleton(provider => new AppSecrets(provider.GetRequiredService<IDataStore>(), provider.GetRequiredService<AdminOptions>()))
        .AddSingleton<SignInLimiter>().AddSingleton<AdminGate>().AddSingleton<SignInEndpoint>()
        .AddSingleton<AppDefinitions>().AddHostedService<StoredAppWatch>()
        .AddSingleton<AppsEndpoint>().AddSingleton<DeploymentsEndpoint>().AddSingleton<ExchangeEndpoint>()
        .AddSingleton<SecretsEndpoint>().AddSingleton<ObjectsEndpoint>().AddSingleton<ServicesEndpoint>().AddSingleton<TriggersEndpoint>()
        .AddSingleton<SettingsEndpoint>().AddSingleton<DependenciesEndpoint>().AddSingleton<AssetsEndpoint>()
        .AddSingleton<UsersEndpoint>().AddSingleton<ApiKeysEndpoint>().AddSingleton<TestRunEndpoint>();

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
        routes.ServiceProvider.GetRequiredService<AppsEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<DeploymentsEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<ExchangeEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<SecretsEndpoint>().Map(others);
        MapObjects(others, routes.ServiceProvider.GetRequiredService<ObjectsEndpoint>());
        routes.ServiceProvider.GetRequiredService<ServicesEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<TriggersEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<SettingsEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<DependenciesEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<AssetsEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<UsersEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<ApiKeysEndpoint>().Map(others);
        routes.ServiceProvider.GetRequiredService<TestRunEndpoint>().Map(others);
    }

    private static void MapObjects(AdminRoutes routes, ObjectsEndpoint objects)
    {
        objects.Map(routes, "/functions", (_, _) => FunctionKind.Instance, new ObjectReplies { Deleted = 200 });
        objects.Map(routes, "/values", (_, _) => new ValueKind(), new ObjectReplies());
        objects.Map(routes, "/environment_values", (_, _) => new EnvironmentValueKind(), new ObjectReplies { Changed = 200 });
        objects.Map(
            routes, "/endpoints", (_, _) => new EndpointKind(),
            new ObjectReplies { Changed = 200, RepliesWhole = true, ListsWhole = true, Deleted = 200 });
        objects.Map(
            routes, "/auth_providers", (_, _) => ProviderKind.Instance,
            new ObjectReplies { ChangeMethod = "PATCH", HasSwitch = true });
        objects.Map(
            routes, "/log_forwarders", (_, _) => new LogForwarderKind(),
            new ObjectReplies { ChangeMethod = "PATCH", Changed = 200, RepliesWhole = true, ListsWhole = true, HasSwitch = true });
    }
}
