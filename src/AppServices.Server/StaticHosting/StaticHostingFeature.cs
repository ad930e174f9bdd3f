using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AppServices.Server.StaticHosting;

/// <summary>The web sites of apps. Source: app-folder 1.13.</summary>
internal sealed class StaticHostingFeature : IAppFeature
{
    public void AddServices(IServiceCollection services) =>
        services.AddSingleton<SiteEndpoint>().AddSingleton<IUnknownPathEndpoint>(provider => provider.GetRequiredService<SiteEndpoint>());

    public object? Read(AppReading app) => SiteSettings.Read(app);

    public IEnumerable<AppItem> List(AppDefinition app) => app.Find<SiteSettings>() is { } site ? [site.Item] : [];

    public IAppPart? Assemble(RunningApp app, IServiceProvider services)
    {
        string folder = SiteSettings.FolderOf(app.Definition.Root);
        return app.Definition.Find<SiteSettings>() is { Item: { IsDisabled: false, Works: true } } site && Directory.Exists(folder)
            ? new Site(site, folder, services)
            : null;
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.Map("/hosting/{app}/{**path}", routes.ServiceProvider.GetRequiredService<SiteEndpoint>().AnswerAsync);
}
