using System;
using System.CommandLine;
using System.Threading.Tasks;
using AppServices.Server.AppConfig;
using AppServices.Server.Commands;

namespace AppServices.Server;

internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Serves exported App Services apps to their existing clients.")
        {
            ServeCommand.Create(),
            CheckCommand.Create(),
            ApiKeyCommand.Create(),
            UserCommand.Create(),
            IndexCommand.Create(),
            TriggerCommand.Create(),
        };
        try
        {
            // No time limit for the end of the process: the host hears signals itself and lets calls that run finish.
            return await root.Parse(arguments).InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (ConfigurationException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
