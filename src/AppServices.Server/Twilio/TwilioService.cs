using System;
using System.Collections.Generic;
using AppServices.Server.AppConfig;
using AppServices.Server.OutgoingHttp;

namespace AppServices.Server.Twilio;

/// <summary>A service of type <c>twilio</c>. Source: app-folder 1.10, 4.13.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sid">The account at Twilio; null for none.</param>
/// <param name="Token">Its token.</param>
/// <param name="Rules">What users' functions may do.</param>
internal sealed record TwilioService(string Name, string? Sid, ServiceSecret Token, ActionRules Rules);

/// <summary>The services of an app that send by Twilio.</summary>
/// <param name="All">The services by name.</param>
/// <param name="Items">What the app has of them.</param>
internal sealed record TwilioServices(IReadOnlyDictionary<string, TwilioService> All, IReadOnlyList<AppItem> Items)
{
    public static TwilioServices Read(AppReading app)
    {
        var all = new Dictionary<string, TwilioService>(StringComparer.Ordinal);
        var items = new List<AppItem>();
        foreach (ServiceFolder folder in ServiceFolder.All(app))
        {
            if (folder.Type != "twilio") continue;
            var token = ServiceSecret.Read(folder, "auth_token", app);
            all[folder.Name] = new TwilioService(
                folder.Name, folder.Config?.Field("config")?.Text("sid"), token, ActionRules.Read(folder, app));
            items.Add(token.Item(folder, app));
        }
        return new TwilioServices(all, items);
    }
}
