using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.OutgoingHttp;

/// <summary>The services by which functions reach others. Source: app-folder 1.10, 1.15.</summary>
/// <param name="Http">Those of type <c>http</c>, by name, with their rules.</param>
/// <param name="Others">The types of the other ones, by name, none of which is served.</param>
internal sealed record OutgoingServices(IReadOnlyDictionary<string, ActionRules> Http, IReadOnlyDictionary<string, string> Others)
{
    /// <summary>What the app has of those that are served.</summary>
    public IReadOnlyList<AppItem> Items { get; private init; } = [];

    private static readonly string[] s_dataSources = ["mongodb-atlas", "mongodb", "datalake"];

    public static OutgoingServices Read(AppReading app)
    {
        var http = new Dictionary<string, ActionRules>(StringComparer.Ordinal);
        var items = new List<AppItem>();
        var others = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string folder in Folders(app, "services").Concat(Folders(app, "http_endpoints")))
        {
            string file = Path.Combine(folder, "config.json");
            app.Warnings.TryRead(file, () =>
            {
                ConfigFile? config = app.Files.TryRead(file);
                string name = config?.Text("name") is { Length: > 0 } given ? given : Path.GetFileName(folder);
                string type = config?.Text("type") ?? "http";
                if (type == "http" && config is not null) items.Add(new AppItem(AppItemKind.Service, name, app.Files.PlaceOf(file)));
                if (type == "http") http[name] = ActionRules.Read(name, folder, app);
                else if (!s_dataSources.Contains(type)) others[name] = type;
            });
        }
        return new OutgoingServices(http, others) { Items = items };
    }

    private static IReadOnlyList<string> Folders(AppReading app, string name)
    {
        string path = Path.Combine(app.Files.Root, name);
        IReadOnlyList<string> folders = [];
        if (app.Files.Source.HasFolder(path)) app.Warnings.TryRead(path, () => folders = app.Files.Source.Folders(path));
        return folders;
    }
}
