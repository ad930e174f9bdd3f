using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Names;
using AppServices.Pump;
using AppServices.Servers;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Starts a local server for exported app folders and waits until it answers.</summary>
[Cmdlet(VerbsLifecycle.Start, "AppServer", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Start-AppServer.md")]
[OutputType(typeof(AppServer))]
public sealed class StartAppServerCommand : AsyncCmdlet
{
    private readonly List<string> _folders = [];

    /// <summary>The exported app folders; those that are piped are served by one server.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The port on the loopback address; 0 for any free one. 9090 by default.</summary>
    [Parameter]
    [ValidateRange(0, 65535)]
    [NoCompletion]
    public int Port { get; set; } = 9090;

    /// <summary>Where users, sessions and documents are kept; a folder of the current account by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? DataPath { get; set; }

    /// <summary>A JSON file of secret names and values, for apps that use secrets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SecretsPath { get; set; }

    /// <summary>A JSON file of what the operator decides: mail server, addresses of identity providers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SettingsPath { get; set; }

    /// <summary>The client app id of an export that does not say it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? AppId { get; set; }

    /// <summary>The life of access tokens; the server's default is 1800.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NoCompletion]
    public int? AccessTokenSeconds { get; set; }

    /// <summary>The life of sessions; the server's default is 5184000, which is 60 days.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [NoCompletion]
    public int? RefreshTokenSeconds { get; set; }

    /// <summary>Leaves the apps as they are at the start; otherwise one is reloaded when its files change.</summary>
    [Parameter]
    public SwitchParameter NoWatch { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _folders.AddRange(Path.Select(GetUnresolvedProviderPathFromPSPath));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        string[] folders = [.. _folders];
        if (folders.Length == 0) return;
        if (!ShouldProcess(string.Join(", ", folders), "Start server")) return;
        string program = FindProgram();
        AppServer server;
        try
        {
            server = await ServerLauncher.StartAsync(program, Asked(folders), cancellationToken);
        }
        catch (AppServicesException error)
        {
            throw Fail("AppServerFailed", ErrorCategory.OpenError, error, "Mend what the message names, then start the server again.");
        }
        ModuleState.Servers.Add(server);
        for (int i = 0; i < folders.Length && i < server.AppIds.Count; i++)
            FolderNames.Read(folders[i], server.AppIds[i], ModuleState.Names);
        WriteObject(server);
    }

    private string FindProgram()
    {
        try
        {
            return ServerProgram.Find(MyInvocation.MyCommand.Module.ModuleBase, Environment.GetEnvironmentVariable);
        }
        catch (AppServicesException error)
        {
            throw Fail(
                "AppServerNotFound", ErrorCategory.ObjectNotFound, error,
                $"{ServerProgram.HowToInstall} (or set $env:APPSERVICES_SERVER to the program's file or folder).");
        }
    }

    private ServerOptions Asked(string[] folders) => new(folders, Port)
    {
        Data = FullPath(DataPath),
        Secrets = FullPath(SecretsPath),
        Settings = FullPath(SettingsPath),
        AppId = AppId,
        Watches = !NoWatch,
        AccessTokenSeconds = AccessTokenSeconds,
        RefreshTokenSeconds = RefreshTokenSeconds,
    };

    private string? FullPath(string? path) => path is null ? null : GetUnresolvedProviderPathFromPSPath(path);

    private AppServicesException Fail(string id, ErrorCategory category, AppServicesException error, string advice)
    {
        ThrowTerminatingError(ErrorRecords.Create(error, id, category, string.Join(", ", _folders), error.Message, advice));
        return error;
    }
}
