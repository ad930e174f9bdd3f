using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Apps;
using AppServices.Server.Hosting;
using AppServices.Server.Storage;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary><c>api-key create|list|enable|disable|delete</c>: the app's server keys. Works while a server runs on the same data.</summary>
internal static class ApiKeyCommand
{
    private static readonly Argument<string> s_name = new("NAME") { Description = "The key's name." };
    private static readonly Option<string> s_app = new("--app") { Description = "Client app id, or an exported app folder.", Required = true };
    private static readonly Option<string?> s_data = new("--data") { Description = "The server's data folder; the one of serve by default." };

    public static Command Create() => new("api-key", "Manages an app's server API keys.")
    {
        Subcommand("create", "Makes a key and prints it, this once.", s_name, CreateAsync),
        Subcommand("list", "Lists the keys.", null, ListAsync),
        Subcommand("enable", "Allows logins with a key again.", s_name, (target, cancellationToken) => SetDisabledAsync(target, false, cancellationToken)),
        Subcommand("disable", "Refuses logins with a key.", s_name, (target, cancellationToken) => SetDisabledAsync(target, true, cancellationToken)),
        Subcommand("delete", "Deletes a key.", s_name, DeleteAsync),
    };

    private static Command Subcommand(string verb, string description, Argument<string>? name, Func<Target, CancellationToken, Task> run)
    {
        var command = new Command(verb, description) { s_app, s_data };
        if (name is not null) command.Add(name);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await run(Target.Open(parsed, name is null ? "" : parsed.GetRequiredValue(name)), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task CreateAsync(Target target, CancellationToken cancellationToken)
    {
        if (target.Name.Length == 0 || !target.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            throw new AppFolderException($"'{target.Name}' is no key name: it can only contain ASCII letters, numbers, underscores, and hyphens.");
        try
        {
            Console.WriteLine((await target.Keys.CreateAsync(target.AppId, null, target.Name, cancellationToken)).Key);
        }
        catch (DuplicateKeyException)
        {
            throw new AppFolderException($"App '{target.AppId}' has a server key '{target.Name}' already. Delete it first, or choose another name.");
        }
    }

    private static async Task ListAsync(Target target, CancellationToken cancellationToken)
    {
        foreach (ApiKeyRecord key in await target.Keys.ListAsync(target.AppId, null, cancellationToken))
            Console.WriteLine($"{key.Id}  {(key.IsDisabled ? "disabled" : "enabled "),-8}  {key.Name}");
    }

    private static async Task SetDisabledAsync(Target target, bool disabled, CancellationToken cancellationToken) =>
        await target.Keys.ReplaceAsync(await target.FindAsync(cancellationToken) with { IsDisabled = disabled }, cancellationToken);

    private static async Task DeleteAsync(Target target, CancellationToken cancellationToken) =>
        await target.Keys.DeleteAsync(await target.FindAsync(cancellationToken), cancellationToken);

    private sealed record Target(string AppId, string Name, ApiKeyStore Keys)
    {
        public static Target Open(ParseResult parsed, string name)
        {
            string app = parsed.GetRequiredValue(s_app);
            string appId = System.IO.Directory.Exists(app) ? AppFolderReader.ReadIdentity(app, null).ClientAppId : app;
            DataFolder data = DataFolder.Open(parsed.GetValue(s_data) ?? DataFolder.DefaultPath(appId));
            return new Target(appId, name, new ApiKeyStore(data.Store));
        }

        public async Task<ApiKeyRecord> FindAsync(CancellationToken cancellationToken) =>
            (await Keys.ListAsync(AppId, null, cancellationToken)).FirstOrDefault(key => key.Name == Name)
            ?? throw new AppFolderException($"App '{AppId}' has no server key '{Name}'. See: appservices-server api-key list --app {AppId}");
    }
}
