using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary><c>api-key create|list|enable|disable|delete</c>: the app's server keys. Works while a server runs on the same data.</summary>
internal static class ApiKeyCommand
{
    private static readonly Argument<string> s_name = new("NAME") { Description = "The key's name." };

    public static Command Create() => new("api-key", "Manages an app's server API keys.")
    {
        Subcommand("create", "Makes a key and prints it, this once.", s_name, CreateAsync, creates: true),
        Subcommand("list", "Lists the keys.", null, (app, _, cancellationToken) => ListAsync(app, cancellationToken)),
        Subcommand(
            "enable", "Allows logins with a key again.", s_name,
            (app, name, cancellationToken) => SetDisabledAsync(app, name, false, cancellationToken)),
        Subcommand(
            "disable", "Refuses logins with a key and ends its sessions.", s_name,
            (app, name, cancellationToken) => SetDisabledAsync(app, name, true, cancellationToken)),
        Subcommand("delete", "Deletes a key with its user and sessions.", s_name, DeleteAsync),
    };

    private static Command Subcommand(
        string verb, string description, Argument<string>? name, Func<AppTarget, string, CancellationToken, Task> run, bool creates = false)
    {
        var command = new Command(verb, description) { AppTarget.Options };
        if (name is not null) command.Add(name);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates, cancellationToken);
            await run(app, name is null ? "" : parsed.GetRequiredValue(name), cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task CreateAsync(AppTarget app, string name, CancellationToken cancellationToken)
    {
        try
        {
            (ApiKeyRecord record, string key) = await app.Users.ApiKeys.CreateAsync(app.AppId, null, name, cancellationToken);
            await CommandOutput.WriteOnceAsync(app.Output, key, () => new ApiKeys(app.Users).DeleteAsync(record, CancellationToken.None));
        }
        catch (ApiKeyRefusedException error)
        {
            throw new ConfigurationException(error.Reason switch
            {
                ApiKeyRefusal.NameTaken => $"App '{app.AppId}' has a server key '{name}' already. Delete it first, or choose another name.",
                ApiKeyRefusal.TooMany => $"App '{app.AppId}': {error.Message}.",
                ApiKeyRefusal.NoName => $"'' is no key name: it {ApiKeyStore.NameRule}.",
                _ => $"'{name}' is no key name: it {error.Message}.",
            });
        }
    }

    private static async Task ListAsync(AppTarget app, CancellationToken cancellationToken)
    {
        foreach (ApiKeyRecord key in await app.Users.ApiKeys.ListAsync(app.AppId, null, cancellationToken))
            app.Output.WriteLine($"{key.Id}  {(key.IsDisabled ? "disabled" : "enabled "),-8}  {key.Name}");
    }

    private static async Task SetDisabledAsync(AppTarget app, string name, bool disabled, CancellationToken cancellationToken) =>
        await new ApiKeys(app.Users).SetDisabledAsync(
            await FindAsync(app, name, cancellationToken), disabled, asking: null, cancellationToken);

    private static async Task DeleteAsync(AppTarget app, string name, CancellationToken cancellationToken) =>
        await new ApiKeys(app.Users).DeleteAsync(await FindAsync(app, name, cancellationToken), cancellationToken);

    private static async Task<ApiKeyRecord> FindAsync(AppTarget app, string name, CancellationToken cancellationToken) =>
        (await app.Users.ApiKeys.ListAsync(app.AppId, null, cancellationToken)).FirstOrDefault(key => key.Name == name)
        ?? throw new ConfigurationException(
            $"App '{app.AppId}' has no server key '{name}'. See: appservices-server api-key list{app.Given}");
}
