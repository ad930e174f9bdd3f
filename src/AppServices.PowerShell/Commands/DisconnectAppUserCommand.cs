using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Ends the session of a user, here and at the service.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AppUser", HelpUri = HelpPages.Folder + "Disconnect-AppUser.md")]
public sealed class DisconnectAppUserCommand : AppCmdlet
{
    /// <summary>The users, or their ids; the current user by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AppUserTransformation]
    [ValidateNotNullOrEmpty]
    public AppUser[]? User { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppUser user in User ?? [ResolveUser(null)])
            await AttemptAsync(user.Id, () => DisconnectAsync(user, cancellationToken));
    }

    private async Task DisconnectAsync(AppUser user, CancellationToken cancellationToken)
    {
        try
        {
            await user.Session.LogOutAsync(Options, cancellationToken);
        }
        finally
        {
            if (user.State == AppUserState.Removed) UserTable.Shared.Remove(user);
        }
    }
}
