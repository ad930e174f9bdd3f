using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Forgets users here and what was saved of them; their sessions end first, their accounts stay.</summary>
[Cmdlet(VerbsCommon.Remove, "AppUser", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Remove-AppUser.md")]
public sealed class RemoveAppUserCommand : AppUserCmdlet
{
    private protected override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        if (user.State == AppUserState.Removed)
        {
            WriteError(ErrorRecords.Create(
                "AppUserNotFound", ErrorCategory.ObjectNotFound, user, $"User '{user.Shown}' has already been removed.",
                "Log in with Connect-AppUser to have the user here again."));
            return;
        }
        if (!ShouldProcess(user.Shown, "Log out and forget here")) return;
        await AttemptAsync(user, () =>
        {
            this.ForgetSaved(user);
            return Task.CompletedTask;
        });
        await AttemptAsync(user, async () =>
        {
            try
            {
                await user.Session.LogOutAsync(Options, cancellationToken);
            }
            finally
            {
                user.Session.Remove();
                ModuleState.Users.Remove(user);
            }
        });
    }
}
