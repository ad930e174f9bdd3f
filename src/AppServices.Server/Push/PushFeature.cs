using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Http;
using AppServices.Server.Logs;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Rules.Expressions;
using AppServices.Server.Settings;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace AppServices.Server.Push;

/// <summary>Devices that apps send push messages to, and how they do. Source: app-folder 9, client-api 9.</summary>
/// <param name="settings">What the operator decides.</param>
internal sealed class PushFeature(PushSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton<PushEndpoint>().AddSingleton(settings)
        .AddSingleton<PushSender>();

    public object Read(AppReading app) => PushServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) =>
        app.Get<PushServices>().All.Select(service => new AppItem(AppItemKind.Service, service.Key, service.Value.Place));

    public IAppPart Assemble(RunningApp app, IServiceProvider services) => new Part(
        app.Definition.Get<PushServices>(), services.GetRequiredService<PushSender>(), services.GetRequiredService<UserDirectory>().Push);

    public void Map(IEndpointRouteBuilder routes)
    {
        PushEndpoint endpoint = routes.ServiceProvider.GetRequiredService<PushEndpoint>();
        const string Registration = ApiRoutes.App + "/push/providers/{service}/registration";
        routes.Map("PUT", Registration, endpoint.RegisterAsync).TakesSmallBody().Logs(LogTypes.Push);
        routes.Map("DELETE", Registration, endpoint.DeregisterAsync).Logs(LogTypes.Push);
    }

    private sealed class Part(PushServices services, PushSender sender, PushStore registrations) : ServicePart<PushService>(
        services.All, PushSender.ErrorCode,
        (realm, service, caller) => new PushObject(realm, service, sender, registrations, caller).Create()), IVisiblePart
    {
        public string Section => "services";

        // Every user may register a device.
        public ValueTask<BsonArray> SeeAsync(RuleContext context) =>
            new([.. services.All.Keys.Select(name => new BsonDocument { ["name"] = name, ["type"] = "gcm" })]);
    }
}
