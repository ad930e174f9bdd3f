using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;
using AppServices.Server.OutgoingHttp;

namespace AppServices.Server.Push;

/// <summary>A push service of an app. Source: app-folder 1.10, 9.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Its file below the app's folder.</param>
/// <param name="Secret">What proves to Google who sends.</param>
/// <param name="Rules">What users' functions may send. Where there are none they may send everything.</param>
internal sealed record PushService(string Name, string Place, ServiceSecret Secret, ActionRules Rules);

/// <summary>The app's push services. Source: app-folder 1.10, 9.</summary>
/// <param name="All">The services by name, in the order of these.</param>
internal sealed record PushServices(IReadOnlyDictionary<string, PushService> All)
{
    public static PushServices Read(AppReading app)
    {
        var all = new SortedDictionary<string, PushService>(StringComparer.Ordinal);
        foreach (ServiceFolder folder in ServiceFolder.All(app).Where(folder => folder.Type == "gcm"))
        {
            all.TryAdd(folder.Name, new PushService(
                folder.Name, app.Files.PlaceOf(folder.File), ServiceSecret.Read(folder, "apiKey", app), ActionRules.Read(folder, app)));
        }
        return new PushServices(all);
    }
}
