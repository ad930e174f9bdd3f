using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Storage;
using AppServices.Server.Wire;

namespace AppServices.Server.Commands;

/// <summary>
/// <c>database-user create|list|delete</c>: who may log in at the port of <c>--mongodb-port</c>. Works while a server runs on the data.
/// </summary>
internal static class DatabaseUserCommand
{
    private const int MaxNameLength = 100;

    private static readonly Argument<string> s_name = new("NAME") { Description = "The name." };

    public static Command Create()
    {
        var create = new Command(
            "create",
            "Makes a user who may read and change all documents past all rules, and prints the password, this once, as its last word.")
        { s_name, DataTarget.Data };
        create.SetAction(CreateAsync);
        var list = new Command("list", "Lists them.") { DataTarget.Data };
        list.SetAction(async (parsed, cancellationToken) =>
        {
            await using IDataStore store = await OpenAsync(parsed, creates: false, cancellationToken);
            foreach (DatabaseUser user in await new DatabaseUsers(store).ListAsync(cancellationToken))
                parsed.InvocationConfiguration.Output.WriteLine($"{user.CreatedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}  {user.Name}");
            return 0;
        });
        var delete = new Command("delete", "Deletes one; its connections end within seconds.") { s_name, DataTarget.Data };
        delete.SetAction(async (parsed, cancellationToken) =>
        {
            await using IDataStore store = await OpenAsync(parsed, creates: false, cancellationToken);
            string name = parsed.GetRequiredValue(s_name);
            return await new DatabaseUsers(store).DeleteAsync(name, cancellationToken)
                ? 0
                : throw new ConfigurationException(
                    $"There is no '{name}'. See: appservices-server database-user list{DataTarget.Given(parsed)}");
        });
        return new Command("database-user", "Manages who may log in with MongoDB's drivers and tools (serve --mongodb-port).")
        {
            create, list, delete,
        };
    }

    private static async Task<int> CreateAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string name = parsed.GetRequiredValue(s_name);
        if (name.Length is 0 or > MaxNameLength || name.Any(letter => letter is <= ' ' or > '~'))
        {
            throw new ConfigurationException(
                $"'{name}' is no name: it has 1 to {MaxNameLength} characters of ASCII, and no blanks among them.");
        }
        await using IDataStore store = await OpenAsync(parsed, creates: true, cancellationToken);
        try
        {
            var users = new DatabaseUsers(store);
            string password = await users.CreateAsync(name, cancellationToken);
            await CommandOutput.WriteOnceAsync(
                parsed.InvocationConfiguration.Output, $"The password of {name}, which is not shown again: {password}",
                () => users.DeleteAsync(name, CancellationToken.None));
            return 0;
        }
        catch (DuplicateKeyException)
        {
            throw new ConfigurationException($"There is a '{name}' already. Delete it first, or choose another name.");
        }
    }

    private static async Task<IDataStore> OpenAsync(ParseResult parsed, bool creates, CancellationToken cancellationToken) =>
        (await DataTarget.OpenAsync(parsed, creates, cancellationToken)).Store;
}
