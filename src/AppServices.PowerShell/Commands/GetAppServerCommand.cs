using System.Management.Automation;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Gets the servers that Start-AppServer started in this process.</summary>
[Cmdlet(VerbsCommon.Get, "AppServer", HelpUri = HelpPages.Folder + "Get-AppServer.md")]
[OutputType(typeof(AppServer))]
public sealed class GetAppServerCommand : PSCmdlet
{
    /// <summary>The servers' process ids; all servers by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServerIdCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is null) WriteObject(ModuleState.Servers.All, enumerateCollection: true);
        foreach (int id in Id ?? [])
        {
            if (ModuleState.Servers.Find(id) is { } server) WriteObject(server);
            else WriteError(ErrorRecords.Create(
                "AppServerNotFound", ErrorCategory.ObjectNotFound, id, $"No server with process id {id} was started here.",
                "Run Get-AppServer without -Id to see those that were."));
        }
    }
}
