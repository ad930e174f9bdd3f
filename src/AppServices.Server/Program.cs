using System;
using System.CommandLine;
using System.CommandLine.Help;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Commands;
using AppServices.Server.Hosting;

namespace AppServices.Server;

internal static class Program
{
    private const int HelpWidth = 80;

    private static Task<int> Main(string[] arguments)
    {
        if (OpenFiles.Limit() is < OpenFiles.Least and var limit)
        {
            OpenFiles.Complain(limit);
            return Task.FromResult(1);
        }
        return RunAsync(arguments);
    }

    private static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("Serves exported App Services apps to their existing clients.")
        {
            ServeCommand.Create(),
            CheckCommand.Create(),
            PackagesCommand.Create(),
            ApiKeyCommand.Create(),
            UserCommand.Create(),
            ImportUsersCommand.Create(),
            IndexCommand.Create(),
            TriggerCommand.Create(),
            KeysCommand.Create(),
            OperatorCommand.CreateForKeys(),
            OperatorCommand.CreateForAccounts(),
            DatabaseUserCommand.Create(),
            BackupCommand.Create(),
            BackupCommand.CreateRestore(),
            RepairCommand.Create(),
            MigrateCommand.Create(),
        };
        // Also where the width of the terminal is not known, as in a pipe.
        foreach (HelpAction help in root.Options.OfType<HelpOption>().Select(option => option.Action).OfType<HelpAction>())
            help.MaxWidth = Math.Min(help.MaxWidth, HelpWidth);
        // Who does not listen to errors has the exit code.
        await using var errors = new CommandOutput(Console.Error, isNeeded: false);
        ParseResult parsed = root.Parse(arguments);
        try
        {
            // No time limit for the end of the process: the host hears signals itself and lets calls that run finish.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = new CommandOutput(Console.Out, isNeeded: true),
                Error = errors,
            });
        }
        catch (Exception error) when (CommandFault.Describe(error, parsed) is { } message)
        {
            await errors.WriteLineAsync(message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;     // as of a program that Ctrl+C ends
        }
    }
}
