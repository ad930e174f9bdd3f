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

/// <summary>A push service of an app. Source: app-folder 1.10, 9.</summary>
/// <param name="place">Its file below the app's folder.</param>
/// <param name="secretName">The secret that its settings name; null for none.</param>
/// <param name="secret">Its value; null for none.</param>
internal sealed class PushService(string place, string? secretName, string? secret)
{
    public string Place => place;

    public string? SecretName => secretName;

    public string? Secret => secret;
}

/// <summary>The app's push services. Source: app-folder 1.10, 9.</summary>
/// <param name="All">The services by name, in the order of these.</param>
internal sealed record PushServices(IReadOnlyDictionary<string, PushService> All) : IVisiblePart
{
    public string Section => "services";

    // Every user may register a device.
    public ValueTask<BsonArray> SeeAsync(RuleContext context) =>
        new([.. All.Keys.Select(name => new BsonDocument { ["name"] = name, ["type"] = "gcm" })]);

    public static PushServices Read(ConfigFiles files, SecretStore secrets, Warnings warnings)
    {
        string services = Path.Combine(files.Root, "services");
        var all = new SortedDictionary<string, PushService>(StringComparer.Ordinal);
        IReadOnlyList<string> folders = [];
        if (files.Source.HasFolder(services)) warnings.TryRead(services, () => folders = files.Source.Folders(services));
        foreach (string path in folders)
        {
            string file = Path.Combine(path, "config.json");
            warnings.TryRead(file, () => Add(all, files.TryRead(file), files.PlaceOf(file), secrets));
        }
        return new PushServices(all);
    }

    private static void Add(SortedDictionary<string, PushService> all, ConfigFile? service, string place, SecretStore secrets)
    {
        if (service?.Text("type") != "gcm") return;
        string? name = service.Field("secret_config")?.Text("apiKey");
        all.TryAdd(service.RequiredText("name"), new PushService(place, name, string.IsNullOrEmpty(name) ? null : secrets.Find(name)));
    }
}
