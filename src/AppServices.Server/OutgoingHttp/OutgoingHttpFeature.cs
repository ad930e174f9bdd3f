using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Settings;
using Jint.Native;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.OutgoingHttp;

/// <summary>What functions reach by HTTP: <c>context.http</c> and services. Source: app-folder 1.10, 4.11.</summary>
/// <param name="settings">What the operator allows.</param>
internal sealed class OutgoingHttpFeature(OutgoingHttpSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(_ => new OutgoingClient(settings));

    public object Read(AppReading app) => OutgoingServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<OutgoingServices>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services) =>
        new Part(app.Definition.Get<OutgoingServices>(), services.GetRequiredService<OutgoingClient>());

    private sealed class Part(OutgoingServices services, OutgoingClient client) : IAppPart, IRealmGlobals
    {
        public IEnumerable<(string Name, Func<JsValue> Make)> ContextMembers(FunctionRealm realm) =>
            [("http", new HttpObject(realm, client, rules: null, caller: null).Create)];

        public IEnumerable<string> ServiceNames => [.. services.Http.Keys, .. services.Others.Keys];

        public string? ServiceErrorCode(string name) => services.Http.ContainsKey(name) ? HttpObject.ServiceError : null;

        public JsValue? FindService(string name, FunctionRealm realm, Invocation invocation)
        {
            if (services.Http.TryGetValue(name, out ActionRules? rules))
                return new HttpObject(realm, client, rules, realm.CallerOf(invocation.User)).Create();
            return services.Others.TryGetValue(name, out string? type) ? new UnservedService(realm.Engine, name, type) : null;
        }
    }
}
