using System;
using System.Collections.Generic;
using System.IO;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Push;

/// <summary>The app's push services. Source: app-folder 1.10, 9.</summary>
/// <param name="Names">Their names.</param>
internal sealed record PushServices(IReadOnlySet<string> Names)
{
    public static PushServices Read(ConfigFiles files, Warnings warnings)
    {
        string services = Path.Combine(files.Root, "services");
        var names = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<string> folders = [];
        if (files.Source.HasFolder(services)) warnings.TryRead(services, () => folders = files.Source.Folders(services));
        foreach (string path in folders)
        {
            string file = Path.Combine(path, "config.json");
            warnings.TryRead(file, () => Add(names, files.TryRead(file)));
        }
        return new PushServices(names);
    }

    private static void Add(HashSet<string> names, ConfigFile? service)
    {
        if (service?.Text("type") == "gcm") names.Add(service.RequiredText("name"));
    }
}
