using System.Collections.Generic;
using System.Linq;
using AppServices.Server.AppConfig;

namespace AppServices.Server.OutgoingHttp;

/// <summary>The folder of a service, of whatever type. Source: app-folder 1.10, 1.15.</summary>
/// <param name="Name">The service's name.</param>
/// <param name="Type">Its type, such as <c>aws</c>.</param>
/// <param name="Path">The folder.</param>
/// <param name="File">Its configuration's path.</param>
/// <param name="Config">Its configuration; null for none.</param>
internal sealed record ServiceFolder(string Name, string Type, string Path, string File, ConfigFile? Config)
{
    /// <summary>The folders of an app's services, each of which is read once. What is broken is noted and left out.</summary>
    public static IReadOnlyList<ServiceFolder> All(AppReading app) => app.Shared(Folders.Read).All;

    private sealed record Folders(IReadOnlyList<ServiceFolder> All)
    {
        public static Folders Read(AppReading app)
        {
            var all = new List<ServiceFolder>();
            foreach (string folder in Below(app, "services").Concat(Below(app, "http_endpoints")))
            {
                string file = System.IO.Path.Combine(folder, "config.json");
                app.Warnings.TryRead(file, () =>
                {
                    ConfigFile? config = app.Files.TryRead(file);
                    string name = config?.Text("name") is { Length: > 0 } given ? given : System.IO.Path.GetFileName(folder);
                    all.Add(new ServiceFolder(name, config?.Text("type") ?? "http", folder, file, config));
                });
            }
            return new Folders(all);
        }

        private static IReadOnlyList<string> Below(AppReading app, string name)
        {
            string path = System.IO.Path.Combine(app.Files.Root, name);
            IReadOnlyList<string> folders = [];
            if (app.Files.Source.HasFolder(path)) app.Warnings.TryRead(path, () => folders = app.Files.Source.Folders(path));
            return folders;
        }
    }
}
