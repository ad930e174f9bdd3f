using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Rules.Expressions;
using MongoDB.Bson;

namespace AppServices.Server.Push;

/// <summary>The app's push services. Source: app-folder 1.10, 9.</summary>
/// <param name="Places">Their files below the app's folder, by name.</param>
internal sealed record PushServices(IReadOnlyDictionary<string, string> Places) : IVisiblePart
{
    public string Section => "services";

    // Every user may register a device.
    public ValueTask<BsonArray> SeeAsync(RuleContext context) =>
        new([.. Places.Keys.Order(StringComparer.Ordinal).Select(name => new BsonDocument { ["name"] = name, ["type"] = "gcm" })]);

    public static PushServices Read(ConfigFiles files, Warnings warnings)
    {
        string services = Path.Combine(files.Root, "services");
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string> folders = [];
        if (files.Source.HasFolder(services)) warnings.TryRead(services, () => folders = files.Source.Folders(services));
        foreach (string path in folders)
        {
            string file = Path.Combine(path, "config.json");
            warnings.TryRead(file, () => Add(places, files.TryRead(file), files.PlaceOf(file)));
        }
        return new PushServices(places);
    }

    private static void Add(Dictionary<string, string> places, ConfigFile? service, string place)
    {
        if (service?.Text("type") == "gcm") places.TryAdd(service.RequiredText("name"), place);
    }
}
