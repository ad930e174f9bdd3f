using System;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Operators;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;

namespace AppServices.Server.Commands;

/// <summary>
/// <c>admin-key create|list|delete</c>, <c>admin-account create|list|delete</c>: who may use the admin API of a data folder. Works
/// while a server runs on it. Source: admin-api 1.1.
/// </summary>
internal static class OperatorCommand
{
    private const int MaxNameLength = 100;

    private static readonly Argument<string> s_name = new("NAME") { Description = "The name." };
    private static readonly Option<bool> s_passwordStdin =
        new("--password-stdin") { Description = "Read the password from standard input, instead of making and printing one." };
    private static readonly Option<string> s_role = CreateRole();

    /// <summary>The keys that scripts sign in with.</summary>
    public static Command CreateForKeys()
    {
        var command = new Command("admin-key", "Manages the keys of the admin API.");
        var create = new Command(
            "create", "Makes a key and prints PUBLIC:PRIVATE, this once, as its last line.")
        { s_name, s_role, DataTarget.Options };
        create.SetAction((parsed, cancellationToken) => CreateKeyAsync(parsed, cancellationToken));
        AddTo(command, create, OperatorRecord.Key);
        return command;
    }

    /// <summary>The accounts that people sign in with.</summary>
    public static Command CreateForAccounts()
    {
        var command = new Command("admin-account", "Manages the accounts of the admin API.");
        var create = new Command("create", "Makes an account and prints its password, this once, as its last line.")
        {
            s_name, s_role, s_passwordStdin, DataTarget.Options,
        };
        create.SetAction((parsed, cancellationToken) => CreateAccountAsync(parsed, cancellationToken));
        AddTo(command, create, OperatorRecord.Account);
        return command;
    }

    private static void AddTo(Command command, Command create, string kind)
    {
        command.Add(create);
        var list = new Command("list", "Lists them.") { DataTarget.Options };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            await using IDataStore store = await OpenAsync(parsed, creates: false, cancellationToken);
            foreach (OperatorRecord known in await new OperatorStore(store).ListAsync(kind, cancellationToken))
            {
                string login = kind == OperatorRecord.Key ? known.Login + "  " : "";
                parsed.InvocationConfiguration.Output.WriteLine(
                    $"{login}{known.Role.Name(),-9}  {known.CreatedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}  {known.Name}");
            }
            return 0;
        });
        var delete = new Command("delete", "Deletes one and ends its sessions.")
        { s_name, DataTarget.Options };
        delete.SetAction(async (parsed, cancellationToken) =>
        {
            await using IDataStore store = await OpenAsync(parsed, creates: false, cancellationToken);
            var operators = new OperatorStore(store);
            string name = parsed.GetRequiredValue(s_name);
            OperatorRecord known = (await operators.ListAsync(kind, cancellationToken)).FirstOrDefault(known => known.Name == name)
                ?? throw new ConfigurationException(
                    $"There is no '{name}'. See: appservices-server {command.Name} list{DataTarget.Given(parsed)}");
            await operators.DeleteAsync(known, cancellationToken);
            return 0;
        });
        command.Add(list);
        command.Add(delete);
    }

    private static async Task<int> CreateKeyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string name, OperatorRole role) = Read(parsed);
        await using IDataStore store = await OpenAsync(parsed, creates: true, cancellationToken);
        var operators = new OperatorStore(store);
        (OperatorRecord record, string secret) =
            await CreateAsync(name, () => operators.CreateKeyAsync(name, role, cancellationToken));
        await CommandOutput.WriteOnceAsync(
            parsed.InvocationConfiguration.Output, $"{record.Login}:{secret}", () => operators.DeleteAsync(record, CancellationToken.None));
        return 0;
    }

    private static async Task<int> CreateAccountAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool isGiven = parsed.GetValue(s_passwordStdin);
        string password = isGiven ? await Console.In.ReadLineAsync(cancellationToken) ?? "" : OperatorStore.NewPassword();
        if (!OperatorStore.IsPassword(password)) throw new ConfigurationException($"--password-stdin: {OperatorStore.PasswordRule}.");
        (string name, OperatorRole role) = Read(parsed);
        await using IDataStore store = await OpenAsync(parsed, creates: true, cancellationToken);
        var operators = new OperatorStore(store);
        OperatorRecord record =
            await CreateAsync(name, () => operators.CreateAccountAsync(name, password, role, cancellationToken));
        if (isGiven) return 0;
        await CommandOutput.WriteOnceAsync(
            parsed.InvocationConfiguration.Output, password, () => operators.DeleteAsync(record, CancellationToken.None));
        return 0;
    }

    private static async Task<T> CreateAsync<T>(string name, Func<Task<T>> create)
    {
        try
        {
            return await create();
        }
        catch (DuplicateKeyException)
        {
            throw new ConfigurationException($"There is a '{name}' already. Delete it first, or choose another name.");
        }
    }

    private static (string Name, OperatorRole Role) Read(ParseResult parsed)
    {
        string name = parsed.GetRequiredValue(s_name);
        if (name.Length is 0 or > MaxNameLength || name.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
            throw new ConfigurationException($"'{name}' is no name: it has 1 to {MaxNameLength} characters, and no blanks among them.");
        return (name, OperatorRoles.Find(parsed.GetRequiredValue(s_role))!.Value);
    }

    private static async Task<IDataStore> OpenAsync(ParseResult parsed, bool creates, CancellationToken cancellationToken) =>
        (await DataTarget.OpenAsync(parsed, creates, cancellationToken)).Store;

    private static Option<string> CreateRole()
    {
        var role = new Option<string>("--role")
        {
            Description = "What it may do: owner everything, read-only look at everything, deployer change apps but not their users.",
            Required = true,
        };
        role.AcceptOnlyFromAmong([.. OperatorRoles.Names]);
        return role;
    }
}
