using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Makes this device a receiver of push notifications to a user.</summary>
[Cmdlet(VerbsLifecycle.Register, "AppPushDevice", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Register-AppPushDevice.md")]
public sealed class RegisterAppPushDeviceCommand : AppUserCmdlet
{
    /// <summary>The push service's name in the app, typically <c>gcm</c>.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ServiceNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string ServiceName { get; set; } = "";

    /// <summary>The token that the push service gave the device; one registered before is replaced.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? RegistrationToken { get; set; }

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) => AttemptAsync(
        TargetOf(user, ServiceName), ServiceName, $"Register this device of user '{user.Shown}'",
        () => new PushDevice(user.Session, ServiceName).RegisterAsync(RegistrationToken!, Options, cancellationToken));
}
