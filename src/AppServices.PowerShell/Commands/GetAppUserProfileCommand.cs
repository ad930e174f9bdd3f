using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the profile of users: what their providers told the service, such as <c>email</c>.</summary>
[Cmdlet(VerbsCommon.Get, "AppUserProfile", HelpUri = HelpPages.Folder + "Get-AppUserProfile.md")]
[OutputType("AppServices.AppUserProfile")]
public sealed class GetAppUserProfileCommand : AppUserCmdlet
{
    /// <summary>Asks the service instead of giving what the last login brought.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) =>
        AttemptAsync(user, async () =>
        {
            if (Refresh) await user.Session.FetchProfileAsync(Options, cancellationToken);
            WriteObject(OwnerProperty.Mark(user.Profile, user));
        });
}
