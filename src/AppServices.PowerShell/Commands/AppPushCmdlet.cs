using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that make this device a receiver of push notifications or end that.</summary>
public abstract class AppPushCmdlet : AppUserCmdlet
{
    /// <summary>The push service's name in the app, typically <c>gcm</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceName { get; set; } = "";

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Doing { get; }

    private protected sealed override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        if (ShouldProcess(ServiceName, $"{Doing} of user '{user.Id}'"))
            await AttemptAsync(ServiceName, () => ProcessAsync(new PushDevice(user.Session, ServiceName), cancellationToken));
    }

    private protected abstract Task ProcessAsync(PushDevice device, CancellationToken cancellationToken);
}
