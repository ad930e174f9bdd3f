using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.OutgoingHttp;
using AppServices.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.Aws;

/// <summary>Amazon's services for functions. Source: app-folder 1.10, 4.13.</summary>
/// <param name="settings">Where they are.</param>
internal sealed class AwsFeature(AwsSettings settings) : IAppFeature
{
    public void AddServices(IServiceCollection services) => services.AddSingleton(settings).AddSingleton<AwsClient>();

    public object Read(AppReading app) => AwsServices.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Get<AwsServices>().Items;

    public IAppPart Assemble(RunningApp app, IServiceProvider services)
    {
        AwsClient client = services.GetRequiredService<AwsClient>();
        return new ServicePart<AwsService>(
            app.Definition.Get<AwsServices>().All, AwsClient.ErrorCode,
            (realm, service, caller) => new AwsObject(realm, service, client, caller).Create());
    }
}
