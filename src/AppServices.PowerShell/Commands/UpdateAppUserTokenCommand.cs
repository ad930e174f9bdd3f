using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Fetches new access tokens, which otherwise happens when the service refuses the old ones.</summary>
[Cmdlet(VerbsData.Update, "AppUserToken", HelpUri = HelpPages.Folder + "Update-AppUserToken.md")]
[OutputType(typeof(AppUser))]
public sealed class UpdateAppUserTokenCommand : AppUserCmdlet
{
    /// <summary>Returns the users.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) =>
        AttemptAsync(user, async () =>
        {
            await user.Session.RefreshAccessTokenAsync(Options, cancellationToken);
            if (PassThru) WriteObject(user);
        });
}
