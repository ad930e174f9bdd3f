using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Ends what Register-AppPushDevice began; does nothing when there is no registration.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "AppPushDevice", SupportsShouldProcess = true,
    HelpUri = HelpPages.Folder + "Unregister-AppPushDevice.md")]
public sealed class UnregisterAppPushDeviceCommand : AppUserCmdlet
{
    /// <summary>The push service's name in the app, typically <c>gcm</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceName { get; set; } = "";

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) => AttemptAsync(
        TargetOf(user, ServiceName), ServiceName, $"Unregister this device of user '{user.Shown}'",
        () => new PushDevice(user.Session, ServiceName).DeregisterAsync(Options, cancellationToken));
}
