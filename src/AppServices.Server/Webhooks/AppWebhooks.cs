using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Webhooks;

/// <summary>The incoming webhooks of an app. Source: app-folder 8.8.</summary>
/// <param name="Services">The services that are there for webhooks alone.</param>
/// <param name="ByName">The webhooks by service and name.</param>
internal sealed record AppWebhooks(IReadOnlyList<AppItem> Services, IReadOnlyDictionary<(string Service, string Name), Webhook> ByName)
{
    /// <summary>Whether a service of that name has webhooks.</summary>
    public bool HasService(string name) => ByName.Keys.Any(key => key.Service == name);
}
