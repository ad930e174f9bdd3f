using System.CommandLine;
using System.IO;
using AppServices.Server.AppConfig;
using AppServices.Server.Features;
using AppServices.Server.Hosting;

namespace AppServices.Server.Commands;

/// <summary><c>check APP_FOLDER</c>: what is wrong in an app folder, before it is served. Exit code 1 when something is.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> s_folder = new("APP_FOLDER") { Description = "An exported app folder." };
    private static readonly Option<string?> s_appId = new("--app-id") { Description = "Client app id of an export that does not say it." };
    private static readonly Option<string?> s_secrets = new("--secrets") { Description = "JSON file of secret names and values." };

    public static Command Create()
    {
        var command = new Command("check", "Explains what is wrong in an app folder.") { s_folder, s_appId, s_secrets };
        command.SetAction(parsed =>
        {
            var reader = new AppReader(AppFeatures.All());
            AppDefinition app = reader.Read(
                new FolderFiles(parsed.GetRequiredValue(s_folder)), parsed.GetValue(s_appId), SecretStore.Read(parsed.GetValue(s_secrets)));
            TextWriter output = parsed.InvocationConfiguration.Output;
            AppFinding[] findings = [.. AppFinding.Of(app)];
            CheckReport.Print(app, findings, output);
            return findings.Length == 0 ? 0 : 1;
        });
        return command;
    }
}
