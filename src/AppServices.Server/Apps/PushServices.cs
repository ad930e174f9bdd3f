using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace AppServices.Server.Apps;

/// <summary>The names of the app's push services. Source: app-config.md 1.10, 9.</summary>
internal static class PushServices
{
    public static HashSet<string> Read(string folder, TemplateExpansion templates)
    {
        string services = Path.Combine(folder, "services");
        if (!Directory.Exists(services)) return [];
        return Directory.EnumerateDirectories(services)
            .Select(service => ConfigFile.TryRead(Path.Combine(service, "config.json"), templates))
            .OfType<ConfigFile>()
            .Where(service => service.Text("type") == "gcm")
            .Select(service => service.RequiredText("name"))
            .ToHashSet(StringComparer.Ordinal);
    }
}
