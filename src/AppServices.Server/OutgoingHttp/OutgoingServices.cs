using System;
using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.OutgoingHttp;

/// <summary>The services of type <c>http</c>, and those of types that no feature serves. Source: app-folder 1.10, 1.15.</summary>
/// <param name="Http">Those of type <c>http</c>, by name, with their rules.</param>
/// <param name="Others">The types of the other ones by name. A feature before this one may serve some of them.</param>
internal sealed record OutgoingServices(IReadOnlyDictionary<string, ActionRules> Http, IReadOnlyDictionary<string, string> Others)
{
    private static readonly string[] s_dataSources = ["mongodb-atlas", "mongodb", "datalake"];

    /// <summary>What the app has of those that are served.</summary>
    public IReadOnlyList<AppItem> Items { get; private init; } = [];

    public static OutgoingServices Read(AppReading app)
    {
        var http = new Dictionary<string, ActionRules>(StringComparer.Ordinal);
        var items = new List<AppItem>();
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ServiceFolder service in ServiceFolder.All(app))
        {
            if (service.Type == "http")
            {
                if (service.Config is not null) items.Add(new AppItem(AppItemKind.Service, service.Name, app.Files.PlaceOf(service.File)));
                http[service.Name] = ActionRules.Read(service, app);
            }
            else if (!s_dataSources.Contains(service.Type))
            {
                others[service.Name] = service.Type;
            }
        }
        return new OutgoingServices(http, others) { Items = items };
    }
}
