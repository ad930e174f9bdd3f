using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions.Realm;
using AppServices.Server.Settings;
using Jint.Native;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Twilio;

/// <summary>Short messages of functions, by Twilio. Source: app-folder 1.10, 4.13.</summary>
/// <param name="settings">Where Twilio is.</param>
internal sealed class TwilioFeature(TwilioSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(settings).AddSingleton<TwilioSender>();

    public object Read(AppReading app) => TwilioServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<TwilioServices>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services) =>
        new Part(app.Definition.Get<TwilioServices>(), services.GetRequiredService<TwilioSender>());

    private sealed class Part(TwilioServices services, TwilioSender sender) : IAppPart, IRealmGlobals
    {
        public IEnumerable<string> ServiceNames => services.All.Keys;

        public string ServiceErrorCode(string name) => TwilioSender.ErrorCode;

        public JsValue? FindService(string name, FunctionRealm realm, Invocation invocation) =>
            services.All.TryGetValue(name, out TwilioService? service)
                ? new TwilioObject(realm, service, sender, realm.CallerOf(invocation.User)).Create()
                : null;
    }
}
