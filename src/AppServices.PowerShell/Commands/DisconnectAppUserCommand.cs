using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Ends the session of users, here and at the service, and deletes what was saved of it.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AppUser", HelpUri = HelpPages.Folder + "Disconnect-AppUser.md")]
public sealed class DisconnectAppUserCommand : AppUserCmdlet
{
    private protected override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
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
                if (user.State == AppUserState.Removed) ModuleState.Users.Remove(user);
            }
        });
    }
}
