using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Errors;
using AppServices.Pump;
using AppServices.Servers;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Starts a local server for exported app folders and waits until it answers.</summary>
[Cmdlet(VerbsLifecycle.Start, "AppServer", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Start-AppServer.md")]
[OutputType(typeof(AppServer))]
public sealed class StartAppServerCommand : AsyncCmdlet
{
    /// <summary>The exported app folders.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The port on the loopback address; 0 for any free one. 9090 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    public int Port { get; set; } = 9090;

    /// <summary>Where users, sessions and documents are kept; a folder of the current account by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>A JSON file of secret names and values, for apps that use secrets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretsPath { get; set; }

    /// <summary>The client app id of an export that does not say it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        string[] folders = Path.Select(GetUnresolvedProviderPathFromPSPath).ToArray();
        if (!ShouldProcess(string.Join(", ", folders), "Start server")) return;
        string program = ServerProgram.Find(MyInvocation.MyCommand.Module.ModuleBase) ?? throw Fail(
            "AppServerNotFound", ErrorCategory.ObjectNotFound, "The server program appservices-server was not found.",
            "Install it, or set $env:APPSERVICES_SERVER to its path.");
        ServerProcess process = StartProcess(program, folders);
        AppServer? server = null;
        try
        {
            server = await WaitUntilReadyAsync(process, folders, cancellationToken);
        }
        finally
        {
            if (server is null) process.Kill();
        }
        ServerTable.Shared.Add(server);
        WriteObject(server);
    }

    private ServerProcess StartProcess(string program, string[] folders)
    {
        ProcessStartInfo start = ServerProgram.CommandLine(program, Arguments(folders));
        try
        {
            return ServerProcess.Start(start);
        }
        catch (Win32Exception error)
        {
            throw Fail("AppServerFailed", ErrorCategory.OpenError, $"'{start.FileName}' cannot be run: {error.Message}",
                "Install .NET 10, or set $env:APPSERVICES_SERVER to a server that needs none.");
        }
    }

    private IEnumerable<string> Arguments(string[] folders)
    {
        yield return "serve";
        foreach (string folder in folders) yield return folder;
        yield return "--urls";
        yield return "http://127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);
        yield return "--stop-with-stdin";
        foreach ((string option, string? value) in new[]
        {
            ("--data", DataPath is null ? null : GetUnresolvedProviderPathFromPSPath(DataPath)),
            ("--secrets", SecretsPath is null ? null : GetUnresolvedProviderPathFromPSPath(SecretsPath)),
            ("--app-id", AppId),
        })
        {
            if (value is null) continue;
            yield return option;
            yield return value;
        }
    }

    private async Task<AppServer> WaitUntilReadyAsync(ServerProcess process, string[] folders, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(process.Kill))
        {
            while (await process.ReadLineAsync() is { } line)
                if (ReadyLine.TryParse(line, out Uri? address, out string[]? appIds))
                    return new AppServer(process, address!, appIds!, folders);
            cancellationToken.ThrowIfCancellationRequested();
            await process.WaitForExitAsync(cancellationToken);
        }
        throw Fail("AppServerFailed", ErrorCategory.OpenError,
            process.Log is { Count: > 0 } log ? string.Join(Environment.NewLine, log) : "The server ended without saying why.",
            "Mend what the message names, then start the server again.");
    }

    private Exception Fail(string id, ErrorCategory category, string message, string advice)
    {
        ErrorRecord record = ErrorRecords.Create(id, category, string.Join(", ", Path), message, advice);
        ThrowTerminatingError(record);
        return record.Exception;
    }
}
