using System;
using System.Collections.Generic;
using System.IO;

namespace AppServices.Server.Apps;

/// <summary>The names of the app's push services. Source: app-folder 1.10, 9.</summary>
internal static class PushServices
{
    public static HashSet<string> Read(string folder, TemplateExpansion templates, Warnings warnings)
    {
        string services = Path.Combine(folder, "services");
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!Directory.Exists(services)) return names;
        string[] folders = [];
        warnings.TryRead(services, () => folders = Directory.GetDirectories(services));
        foreach (string path in folders)
        {
            string file = Path.Combine(path, "config.json");
            warnings.TryRead(file, () => Add(names, ConfigFile.TryRead(file, templates)));
        }
        return names;
    }

    private static void Add(HashSet<string> names, ConfigFile? service)
    {
        if (service?.Text("type") == "gcm") names.Add(service.RequiredText("name"));
    }
}
