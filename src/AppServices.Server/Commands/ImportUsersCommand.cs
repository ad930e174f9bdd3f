using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Admin.Users;
using AppServices.Server.AppConfig;

namespace AppServices.Server.Commands;

/// <summary>
/// <c>import-users FILE</c>: users that the hosted service's admin API has exported. Works while a server runs on the same data.
/// </summary>
internal static class ImportUsersCommand
{
    private const int IdLength = 24;

    private static readonly Argument<string> s_file =
        new("FILE") { Description = "Users as the admin API lists them, in Extended JSON: one a line, or an array." };

    public static Command Create()
    {
        var command = new Command("import-users", "Imports users of the hosted service, under their ids.")
        {
            s_file, AppTarget.Options,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        string file = parsed.GetRequiredValue(s_file);
        await using AppTarget app = await AppTarget.OpenAsync(parsed, creates: true, cancellationToken);
        byte[] text = await ReadAsync(file, cancellationToken);
        var import = new UserImport(
            app.Store, app.Users, app.AppId, await app.FindDefinitionAsync(cancellationToken), System.TimeProvider.System);
        var done = new List<ImportedUser>();
        app.Output.WriteLine($"{"ROW",-6}{"USER",-IdLength}  {"STATE",-10}TO DO");
        foreach (ImportRow row in ImportRow.Split(text))
        {
            ImportedUser user = await import.ImportAsync(row, cancellationToken);
            done.Add(user);
            app.Output.WriteLine($"{user.Row,-6}{user.UserId ?? "-",-IdLength}  {user.State,-10}{string.Join(", ", user.ToDo)}".TrimEnd());
            if (user.Error is { } error) await parsed.InvocationConfiguration.Error.WriteLineAsync($"{file}: row {user.Row}: {error}");
        }
        IEnumerable<string> counts = done.GroupBy(user => user.State).Select(same => $"{same.Count()} {same.Key}");
        app.Output.WriteLine(string.Join(", ", counts.DefaultIfEmpty("no user")));
        return done.Any(user => user.Error is not null) ? 1 : 0;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (System.Exception error) when (error is IOException or System.UnauthorizedAccessException)
        {
            throw ConfigurationException.CannotRead(file, error);
        }
    }
}
