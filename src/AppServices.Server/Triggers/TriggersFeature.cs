using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Logs;
using AppServices.Server.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Triggers;

/// <summary>What apps do by themselves: when documents change, when users come and go, and at set times. Source: app-folder 7.</summary>
internal sealed class TriggersFeature : IAppFeature
{
    public object Read(AppReading app) => new TriggerFiles(app).Read();

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<TriggerSettings>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services) => new AppTriggers(
        app.Definition.Get<TriggerSettings>(),
        new TriggerHost(
            app,
            services.GetRequiredService<DataStores>(),
            services.GetRequiredService<ServerPresence>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<LogWriter>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger($"triggers/{app.Definition.ClientAppId}")));
}
