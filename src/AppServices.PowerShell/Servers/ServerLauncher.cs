using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Servers;

/// <summary>Starts the server program and waits until it answers.</summary>
internal static class ServerLauncher
{
    /// <param name="program">The path of the program.</param>
    /// <param name="options">What it serves, and how.</param>
    /// <param name="cancellationToken">Ends the wait and the program.</param>
    /// <exception cref="AppServicesException">The program cannot be run, or has ended; the message is what it said.</exception>
    public static async Task<AppServer> StartAsync(string program, ServerOptions options, CancellationToken cancellationToken)
    {
        ServerProcess process = Start(ServerProgram.CommandLine(program, options.ToArguments()));
        AppServer? server = null;
        try
        {
            return server = await WaitUntilReadyAsync(process, options.Folders, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (server is null) process.Kill();
        }
    }

    private static ServerProcess Start(ProcessStartInfo start)
    {
        try
        {
            return ServerProcess.Start(start);
        }
        catch (Win32Exception error)
        {
            throw new AppServicesException(
                $"'{start.FileName}' cannot be run: {error.Message}. " +
                "Install .NET 10, or set $env:APPSERVICES_SERVER to a server that needs none.", error);
        }
    }

    private static async Task<AppServer> WaitUntilReadyAsync(
        ServerProcess process, IReadOnlyList<string> folders, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(process.Kill))
        {
            List<string> before = [];
            while (await process.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                before.Add(line);
                if (!ReadyLine.TryParse(line, out Uri? address, out string[]? appIds)) continue;
                var server = new AppServer(process, address!, appIds!, folders);
                foreach (string each in before) server.Take(each);
                process.Follow(server.Take);
                return server;
            }
            cancellationToken.ThrowIfCancellationRequested();
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        throw new AppServicesException(
            process.Log is { Count: > 0 } log
                ? ServerOptions.Translate(string.Join(Environment.NewLine, log))
                : "The server ended without saying why.");
    }
}

/// <summary>The line that says that the server answers: <c>Ready: http://127.0.0.1:9090 serving shop-qwert,todo-abcde</c>.</summary>
internal static class ReadyLine
{
    public static bool TryParse(string line, out Uri? address, out string[]? appIds)
    {
        address = null;
        appIds = null;
        string[] words = line.Split(' ');
        if (words is not ["Ready:", { } url, "serving", { Length: > 0 } apps] || !Uri.TryCreate(url, UriKind.Absolute, out address))
            return false;
        appIds = apps.Split(',');
        return true;
    }
}
