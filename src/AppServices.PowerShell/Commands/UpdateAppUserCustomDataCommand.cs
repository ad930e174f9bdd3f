using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Reads the custom data of users anew and gets it; nothing for a user who has none.</summary>
[Cmdlet(VerbsData.Update, "AppUserCustomData", HelpUri = HelpPages.Folder + "Update-AppUserCustomData.md")]
[OutputType("AppServices.AppUserCustomData")]
public sealed class UpdateAppUserCustomDataCommand : AppUserCmdlet
{
    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) =>
        AttemptAsync(user.Id, async () =>
        {
            await user.Session.RefreshCustomDataAsync(Options, cancellationToken);
            if (user.CustomData is { } data) WriteObject(data);
        });
}
