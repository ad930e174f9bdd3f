using System;
using System.Management.Automation;
using AppServices.PSHost.CommandLine;
using AppServices.PSHost.Hosting;
using AppServices.PSHost.Pester;
using AppServices.PSHost.Session;

namespace AppServices.PSHost;

internal static class Program
{
    private const int UsageError = 64;

    private static int Main(string[] args)
    {
        try
        {
            CommandLineOptions options = CommandLineParser.Parse(args);
            return Run(options);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine(e.Message);
            return UsageError;
        }
    }

    private static int Run(CommandLineOptions options)
    {
        switch (options.Request)
        {
            case Request.ShowHelp:
                Console.Out.WriteLine(Usage.Text);
                return 0;
            case Request.ShowVersion:
                Console.Out.WriteLine("PowerShell " + typeof(PSObject).Assembly.GetName().Version?.ToString(3));
                return 0;
        }

        ConsoleHost host = new(options.Interactive);
        if (options.Request is Request.RunTests tests) return TestProgram.Run(tests.Options, host);

        using PowerShellSession session = new(host, PowerShellSession.DefaultState());
        return options.Request switch
        {
            Request.RunFile request => session.RunFile(request.Path, request.Arguments),
            Request.RunCommand request => session.RunCommand(request.Text),
            Request.ReadCommands request => new CommandReader(session, request.ShowBanner).Run(),
            _ => throw new InvalidOperationException($"Nothing runs {options.Request}."),
        };
    }
}
