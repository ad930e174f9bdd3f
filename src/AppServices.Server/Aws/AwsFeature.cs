using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Settings;
using Jint.Native;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Aws;

/// <summary>Amazon's services for functions. Source: app-folder 1.10, 4.13.</summary>
/// <param name="settings">Where they are.</param>
internal sealed class AwsFeature(AwsSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(settings).AddSingleton<AwsClient>();

    public object Read(AppReading app) => AwsServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<AwsServices>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services) =>
        new Part(app.Definition.Get<AwsServices>(), services.GetRequiredService<AwsClient>());

    private sealed class Part(AwsServices services, AwsClient client) : IAppPart, IRealmGlobals
    {
        public IEnumerable<string> ServiceNames => services.All.Keys;

        public string ServiceErrorCode(string name) => AwsClient.ErrorCode;

        public JsValue? FindService(string name, FunctionRealm realm, Invocation invocation) =>
            services.All.TryGetValue(name, out AwsService? service)
                ? new AwsObject(realm, service, client, realm.CallerOf(invocation.User)).Create()
                : null;
    }
}
