using System.CommandLine;
using System.Globalization;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Hosting;

namespace AppServices.Server.Commands;

/// <summary><c>backup FOLDER</c>, also while servers run on the data, and <c>restore BACKUP</c>.</summary>
internal static class BackupCommand
{
    private const double BytesPerMegabyte = 1024 * 1024;

    private static readonly Argument<string> s_target = new("FOLDER") { Description = "The backup: a new folder." };
    private static readonly Argument<string> s_backup = new("BACKUP") { Description = "A folder that backup has made." };
    private static readonly Option<string> s_restored =
        new("--data") { HelpName = "FOLDER", Description = "The data folder to make: one that is empty, or not there.", Required = true };

    /// <summary>The app whose data folder is meant where none is given.</summary>
    public static Option<string?> App { get; } =
        new("--app") { Description = "Client app id or folder of the app whose default data folder is meant." };

    public static Command Create()
    {
        var command = new Command("backup", "Copies a data folder as it is at one moment, also while it is served.")
        {
            s_target, AppTarget.Data, App, AppTarget.AppIdOption,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string data = DataOf(parsed);
            DataCopy made = DataCopy.Make(data, parsed.GetRequiredValue(s_target), isAtRest: false, cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"Backed up {data} to {Describe(made)}");
            return Task.FromResult(0);
        });
        return command;
    }

    public static Command CreateRestore()
    {
        var command = new Command("restore", "Makes a data folder of a backup.") { s_backup, s_restored };
        command.SetAction((parsed, cancellationToken) =>
        {
            string backup = parsed.GetRequiredValue(s_backup);
            DataCopy made = DataCopy.Make(backup, parsed.GetRequiredValue(s_restored), isAtRest: true, cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"Restored {backup} to {Describe(made)}");
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>The data folder that is meant.</summary>
    /// <exception cref="ConfigurationException">Nobody says which one.</exception>
    public static string DataOf(ParseResult parsed) =>
        parsed.GetValue(AppTarget.Data)
        ?? (parsed.GetValue(App) is { } app
            ? DataFolder.DefaultPath(AppTarget.IdOf(app, parsed.GetValue(AppTarget.AppIdOption)))
            : throw new ConfigurationException("Say which data: give the data folder with --data, or with --app the app whose one it is."));

    private static string Describe(DataCopy made)
    {
        string size = (made.DatabaseBytes / BytesPerMegabyte).ToString("0.0", CultureInfo.InvariantCulture);
        return $"{made.Path}: {DataFolder.Database} ({size} MB), {made.Files} other {(made.Files == 1 ? "file" : "files")}.";
    }
}
