using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Push;

/// <summary>The app's push services. Source: app-folder 1.10, 9.</summary>
/// <param name="Places">Their files below the app's folder, by name.</param>
internal sealed record PushServices(IReadOnlyDictionary<string, string> Places)
{
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
