using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.NodeJs;
using AppServices.Server.NodeJs.Packages;

namespace AppServices.Server.Commands;

/// <summary><c>packages APP_FOLDER</c>: installs the packages that the functions of an app use. Source: app-folder 4.12.</summary>
internal static class PackagesCommand
{
    private static readonly Argument<string> s_folder = new("APP_FOLDER") { Description = "An exported app folder." };
    private static readonly Option<string?> s_data =
        new("--data") { HelpName = "FOLDER", Description = "The data folder, as serve has it; the packages go into a folder of it." };
    private static readonly Option<string> s_npm =
        new("--npm") { HelpName = "PATH", Description = "The program npm.", DefaultValueFactory = _ => "npm" };
    private static readonly Option<bool> s_scripts =
        new("--run-scripts") { Description = "Let packages run their own programs while they are installed." };

    public static Command Create()
    {
        var command = new Command("packages", "Installs the npm packages that the functions of an app use.")
        {
            s_folder, AppTarget.AppIdOption, s_data, s_npm, s_scripts,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        AppDefinition app = new AppReader(AppFeatures.All())
            .Read(new FolderFiles(parsed.GetRequiredValue(s_folder)), parsed.GetValue(AppTarget.AppIdOption), SecretStore.Read(null));
        TextWriter output = parsed.InvocationConfiguration.Output;
        var source = PackageSource.Find(app.Root, NodePlan.PackagesOf(app.Get<FunctionCatalog>().AllScripts));
        if (source is null)
        {
            output.WriteLine("The functions of this app use no packages.");
            return 0;
        }

        string folder = DataFolder.PackagesOf(parsed.GetValue(s_data), app.ClientAppId);
        output.WriteLine($"Taking {source.Description}");
        var npm = new Npm(parsed.GetRequiredValue(s_npm), parsed.GetValue(s_scripts), parsed.InvocationConfiguration.Error);
        await new PackageInstallation(folder, npm).InstallAsync(source, cancellationToken);
        string[] missing = [.. source.Needed.Where(name => !Directory.Exists(Path.Combine(folder, "node_modules", name)))];
        int count = source.Needed.Count - missing.Length;
        output.WriteLine($"Installed in {folder}: {count} of the {source.Needed.Count} packages that functions name.");
        foreach (string name in missing) output.WriteLine($"missing: {name}; add it to the dependencies in functions/package.json");
        return missing.Length == 0 ? 0 : 1;
    }
}
