using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Ends what Register-AppPushDevice began; does nothing when there is no registration.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "AppPushDevice", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Unregister-AppPushDevice.md")]
public sealed class UnregisterAppPushDeviceCommand : AppPushCmdlet
{
    private protected override string Doing => "Unregister this device";

    private protected override Task ProcessAsync(PushDevice device, CancellationToken cancellationToken) =>
        device.DeregisterAsync(Options, cancellationToken);
}
