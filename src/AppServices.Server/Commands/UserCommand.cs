using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Users;

namespace AppServices.Server.Commands;

/// <summary><c>user list|show|disable|enable|delete|log-out</c>: an app's users. Works while a server runs on the same data.</summary>
internal static class UserCommand
{
    private static readonly Argument<string> s_user = new("USER") { Description = "The user's id, or the address of an e-mail user." };

    public static Command Create() => new("user", "Manages an app's users.")
    {
        List(),
        Subcommand("show", "Shows a user.", UserReport.PrintAsync),
        Subcommand(
            "disable", "Refuses a user's logins and tokens, and ends its sessions.",
            (app, user, cancellationToken) => app.Users.SetDisabledAsync(user.Id, true, cancellationToken)),
        Subcommand(
            "enable", "Accepts logins again.",
            (app, user, cancellationToken) => app.Users.SetDisabledAsync(user.Id, false, cancellationToken)),
        Delete(),
        Subcommand(
            "log-out", "Ends all sessions of a user.", (app, user, cancellationToken) => app.Users.LogOutAsync(user.Id, cancellationToken)),
    };

    private static Command List()
    {
        var command = new Command("list", "Lists users, then the accounts that were never used.")
        { AppTarget.Options };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: false, cancellationToken);
            IReadOnlyList<UserRecord> users = await app.Users.Users.ListAsync(app.AppId, cancellationToken);
            foreach (UserRecord user in users) app.Output.WriteLine(UserReport.Line(user));
            HashSet<string> used = [.. users.SelectMany(user => user.Identities).Select(identity => identity.Id)];
            foreach (AccountRecord account in await app.Users.Accounts.ListAsync(app.AppId, cancellationToken))
            {
                if (!used.Contains(account.IdentityId)) app.Output.WriteLine(UserReport.Line(account));
            }
            return 0;
        });
        return command;
    }

    private static Command Delete()
    {
        var command = new Command(
            "delete", "Deletes a user, or an account that was never used, and all that belongs to it.") { s_user };
        command.Add(AppTarget.Options);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: false, cancellationToken);
            string name = parsed.GetRequiredValue(s_user);
            if (await FindAsync(app, name, cancellationToken) is { } user) await app.Users.DeleteAsync(user.Id, cancellationToken);
            else if (await app.Users.Accounts.FindAsync(app.AppId, name, cancellationToken) is { } account)
                await app.Users.Store.WriteAsync([.. AccountStore.Deleting(account.IdentityId)], cancellationToken);
            else throw NotFound(app, name);
            return 0;
        });
        return command;
    }

    private static Command Subcommand(string verb, string description, Func<AppTarget, UserRecord, CancellationToken, Task> run)
    {
        var command = new Command(verb, description)
        { s_user, AppTarget.Options };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: false, cancellationToken);
            string name = parsed.GetRequiredValue(s_user);
            UserRecord user = await FindAsync(app, name, cancellationToken)
                ?? throw (await app.Users.Accounts.FindAsync(app.AppId, name, cancellationToken) is null
                    ? NotFound(app, name)
                    : new ConfigurationException($"The account '{name}' of app '{app.AppId}' was never used, so it has no user yet."));
            await run(app, user, cancellationToken);
            return 0;
        });
        return command;
    }

    private static async Task<UserRecord?> FindAsync(AppTarget app, string name, CancellationToken cancellationToken)
    {
        if (await app.Users.Users.FindAsync(name, cancellationToken) is { } user && user.AppId == app.AppId) return user;
        return await app.Users.Accounts.FindAsync(app.AppId, name, cancellationToken) is { } account
            ? await app.Users.Users.FindOwnerAsync(app.AppId, new ProvenIdentity(account.ToIdentity()), cancellationToken)
            : null;
    }

    private static ConfigurationException NotFound(AppTarget app, string name) =>
        new($"App '{app.AppId}' has no user '{name}'. See: appservices-server user list{app.Given}");
}
