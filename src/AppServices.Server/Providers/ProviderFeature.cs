using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Users;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AppServices.Server.Providers;

/// <summary>A way to log in that apps can enable in <c>auth/providers.json</c>. Source: app-folder 2.</summary>
/// <param name="type">The provider's type, see <see cref="ProviderTypes"/>.</param>
internal abstract class ProviderFeature(string type) : IAppFeature
{
    public virtual void AddServices(IServiceCollection services)
    {
    }

    public object? Read(AppReading app)
    {
        string id = StableId.Of("provider", $"{app.Identity.ClientAppId}/{type}");
        ProviderEntries.Of(app).Read(type, app.Warnings, entry => Read(id, entry, app));
        return null;    // the entries of all providers are one setting
    }

    public IEnumerable<AppItem> List(AppDefinition app)
    {
        if (app.Get<ProviderEntries>().Items.GetValueOrDefault(type) is not { } item) return [];
        return Settings(app) is { } settings
            ? [item with { Missing = [.. settings.Missing, .. Missing(settings, app, item.Place)] }]
            : [item];
    }

    public IAppPart? Assemble(RunningApp app, IServiceProvider services) =>
        Settings(app.Definition) is { } settings ? Create(settings, app, services) : null;

    public virtual void Map(IEndpointRouteBuilder routes)
    {
    }

    /// <summary>Where the provider of an app logs.</summary>
    protected static ILogger Logger(RunningApp app, IServiceProvider services) =>
        AppLog.Of(app.Definition.ClientAppId, services.GetRequiredService<ILoggerFactory>());

    /// <summary>Reads the provider's entry.</summary>
    /// <param name="id">The provider's id.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="app">The app.</param>
    /// <exception cref="ConfigurationException">The entry is wrong.</exception>
    protected virtual ProviderSettings Read(string id, ConfigFile entry, AppReading app) => new(type, id);

    /// <summary>What of the app the provider needs and does not get.</summary>
    protected virtual IEnumerable<MissingNeed> Missing(ProviderSettings settings, AppDefinition app, string place) => [];

    /// <summary>Makes the provider of an app.</summary>
    protected abstract ILoginProvider Create(ProviderSettings settings, RunningApp app, IServiceProvider services);

    private ProviderSettings? Settings(AppDefinition app) => app.Get<ProviderEntries>().Enabled.GetValueOrDefault(type);
}
