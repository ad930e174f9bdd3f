using System.Collections.Generic;

namespace AppServices.Server.Webhooks;

/// <summary>The incoming webhooks of an app. Source: app-folder 8.8.</summary>
/// <param name="Services">The names of the services that have any.</param>
/// <param name="ByName">The webhooks by service and name.</param>
internal sealed record AppWebhooks(IReadOnlySet<string> Services, IReadOnlyDictionary<(string Service, string Name), Webhook> ByName);
