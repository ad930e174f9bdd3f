using System.CommandLine;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Functions;
using AppServices.Server.Hosting;
using AppServices.Server.Services;
using AppServices.Server.Settings;

namespace AppServices.Server.Commands;

/// <summary><c>check APP_FOLDER</c>: what an app has, and what of it will work. Exit code 1 when something will not.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> s_folder = new("APP_FOLDER") { Description = "An exported app folder." };
    private static readonly Option<string?> s_secrets = new("--secrets") { Description = "JSON file of secret names and values." };
    private static readonly Option<string?> s_settings = new("--settings") { Description = "JSON file of what the operator decides." };
    private static readonly Option<string?> s_data =
        new("--data") { HelpName = "FOLDER", Description = "The data folder, where packages are; by default the one that serve takes." };
    private static readonly Option<bool> s_json = new("--json") { Description = "Print it as JSON." };

    public static Command Create()
    {
        var command = new Command("check", "Says what an app has, and what of it will work.")
        {
            s_folder, AppTarget.AppIdOption, s_secrets, s_settings, s_data, FunctionOptions.Engine, FunctionOptions.Node, s_json,
        };
        command.SetAction(parsed =>
        {
            SecretStore secrets = SecretStore.Read(parsed.GetValue(s_secrets));
            var settings = ServerSettings.Read(parsed.GetValue(s_settings), secrets);
            settings = settings with { Functions = FunctionOptions.Apply(parsed, settings.Functions) };
            var reader = new AppReader(
                AppFeatures.All(settings, new FunctionLimits(), DataSource.DefaultMaxTime, parsed.GetValue(s_data)));
            AppDefinition app = reader.Read(
                new FolderFiles(parsed.GetRequiredValue(s_folder)), parsed.GetValue(AppTarget.AppIdOption), secrets);
            var listing = new AppListing(app);
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(s_json)) output.WriteLine(listing.ToJson(isIndented: true));
            else new CheckReport(listing).Print(output);
            return listing.Findings.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
