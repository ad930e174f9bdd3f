using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Twilio;

/// <summary>Short messages of functions, by Twilio. Source: app-folder 1.10, 4.13.</summary>
/// <param name="settings">Where Twilio is.</param>
internal sealed class TwilioFeature(TwilioSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(settings).AddSingleton<TwilioSender>();

    public object Read(AppReading app) => TwilioServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<TwilioServices>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services)
    {
        TwilioSender sender = services.GetRequiredService<TwilioSender>();
        return new ServicePart<TwilioService>(
            app.Definition.Get<TwilioServices>().All, TwilioSender.ErrorCode,
            (realm, service, caller) => new TwilioObject(realm, service, sender, caller).Create());
    }
}
