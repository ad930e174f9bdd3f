using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the custom data of users, as of their access tokens; nothing for a user who has none.</summary>
[Cmdlet(VerbsCommon.Get, "AppUserCustomData", HelpUri = HelpPages.Folder + "Get-AppUserCustomData.md")]
[OutputType("AppServices.AppUserCustomData")]
public sealed class GetAppUserCustomDataCommand : AppUserCmdlet
{
    /// <summary>Reads the custom data anew instead of giving what the access token brought.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    private protected override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        if (!user.IsLoggedIn)
        {
            WriteError(ErrorRecords.LoggedOut(user));
            return;
        }
        await AttemptAsync(user, async () =>
        {
            if (Refresh) await user.Session.RefreshCustomDataAsync(Options, cancellationToken);
            if (user.CustomData is { } data) WriteObject(OwnerProperty.Mark(data, user));
        });
    }
}
