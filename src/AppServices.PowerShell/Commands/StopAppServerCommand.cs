using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Pump;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Stops servers that Start-AppServer started.</summary>
[Cmdlet(VerbsLifecycle.Stop, "AppServer", SupportsShouldProcess = true, DefaultParameterSetName = ServerSet,
    HelpUri = HelpPages.Folder + "Stop-AppServer.md")]
public sealed class StopAppServerCommand : AsyncCmdlet
{
    private const string ServerSet = "Server";
    private const string IdSet = "Id";

    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    /// <summary>The servers.</summary>
    [Parameter(ParameterSetName = ServerSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public AppServer[] Server { get; set; } = [];

    /// <summary>The servers' process ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppServer server in Server) await StopAsync(server, cancellationToken);
        foreach (int id in Id)
        {
            if (ModuleState.Servers.Find(id) is { } server) await StopAsync(server, cancellationToken);
            else WriteError(ErrorRecords.Create(
                "AppServerNotFound", ErrorCategory.ObjectNotFound, id, $"No server with process id {id} was started here.",
                "See Get-AppServer."));
        }
    }

    private async Task StopAsync(AppServer server, CancellationToken cancellationToken)
    {
        if (!ShouldProcess($"{server.BaseUri} ({string.Join(", ", server.AppIds)}, process {server.Id})", "Stop server")) return;
        await server.Process.StopAsync(s_grace, cancellationToken);
        ModuleState.Servers.Remove(server);
    }
}
