using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Makes this device a receiver of push notifications to a user.</summary>
[Cmdlet(VerbsLifecycle.Register, "AppPushDevice", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Register-AppPushDevice.md")]
public sealed class RegisterAppPushDeviceCommand : AppPushCmdlet
{
    /// <summary>The token that the push service gave the device; one registered before is replaced.</summary>
    [Parameter(Mandatory = true)]
    [SecretTransformation, ValidateNotNull]
    public SecureString? RegistrationToken { get; set; }

    private protected override string Doing => "Register this device";

    private protected override Task ProcessAsync(PushDevice device, CancellationToken cancellationToken) =>
        device.RegisterAsync(RegistrationToken!, Options, cancellationToken);
}
