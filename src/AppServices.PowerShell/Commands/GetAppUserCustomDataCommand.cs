using System.Management.Automation;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Gets the custom data of users, as of their access tokens; nothing for a user who has none.</summary>
[Cmdlet(VerbsCommon.Get, "AppUserCustomData", HelpUri = HelpPages.Folder + "Get-AppUserCustomData.md")]
[OutputType("AppServices.AppUserCustomData")]
public sealed class GetAppUserCustomDataCommand : PSCmdlet
{
    /// <inheritdoc cref="AppUserCmdlet.User"/>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [ValidateNotNullOrEmpty]
    public AppUser[]? User { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (AppUser user in User ?? [CurrentUser.Require(this)])
        {
            if (!user.IsLoggedIn) WriteError(ErrorRecords.LoggedOut(user));
            else if (user.CustomData is { } data) WriteObject(data);
        }
    }
}
