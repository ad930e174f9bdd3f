using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Deletes the accounts of users at the service, for good.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "AppUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    HelpUri = HelpPages.Folder + "Unregister-AppUser.md")]
public sealed class UnregisterAppUserCommand : AppUserCmdlet
{
    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) =>
        AttemptAsync(user, user.Shown, "Delete account", async () =>
        {
            await user.Session.DeleteAsync(Options, cancellationToken);
            ModuleState.Users.Remove(user);
            user.SavedAt ??= new SavedPlace(Vault: null);           // whoever has saved it: the account is gone
            this.ForgetSaved(user);
        });
}
