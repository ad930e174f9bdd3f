using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.Services;
using AppServices.Server.Settings;

namespace AppServices.Server.Hosting;

/// <summary>Names in the operator's settings that lead to nothing, as those with a slip of the pen do.</summary>
internal static class IdleSettings
{
    /// <summary>A sentence for each.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="apps">The apps that are served; without any it is too early to tell.</param>
    public static IEnumerable<string> Of(ServerSettings settings, IReadOnlyList<AppDefinition> apps)
    {
        if (apps.Count == 0) yield break;
        HashSet<string> sources =
        [
            .. apps.SelectMany(app => app.Get<DataSources>().All.SelectMany(
                source => (string[])[source.Name, DataSource.SourceOf(app.ClientAppId, source.Name)])),
        ];
        foreach (string name in settings.Database.Sources.Keys.Where(name => !sources.Contains(name)))
            yield return $"dataSources of the settings: No app has a data source '{name}', so its MongoDB is not used.";
        foreach ((string host, string app) in settings.Sites.Where(site => !apps.Any(app => app.ClientAppId == site.Value)))
            yield return $"sites of the settings: There is no app '{app}', so nothing is served at {host}.";
    }
}
