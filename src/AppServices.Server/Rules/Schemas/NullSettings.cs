using System.IO;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Rules.Schemas;

/// <summary>
/// Whether an app takes null for fields of a schema that are not required, which exports do not have (app-folder 1.16) and the admin API
/// sets. Source: admin-api 4.10.
/// </summary>
/// <param name="AcceptsNulls">Whether it does; null for what the operator says.</param>
internal sealed record NullSettings(bool? AcceptsNulls)
{
    /// <summary>The file that has it, below the app.</summary>
    public const string File = ".mdb/null_types.json";

    public const string Field = "enabled";

    public static NullSettings Read(AppReading app)
    {
        bool? accepts = null;
        string path = Path.Combine(app.Files.Root, ".mdb", "null_types.json");
        app.Warnings.TryRead(path, () => accepts = app.Files.TryRead(path)?.Flag(Field));
        return new NullSettings(accepts);
    }
}
