using System.Management.Automation;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Makes another logged-in user current in this runspace.</summary>
[Cmdlet(VerbsCommon.Switch, "AppUser", HelpUri = HelpPages.Folder + "Switch-AppUser.md")]
[OutputType(typeof(AppUser))]
public sealed class SwitchAppUserCommand : PSCmdlet
{
    /// <summary>The user, or its id or name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <summary>Returns the user.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        AppUser user = User!;
        if (!user.IsLoggedIn)
        {
            WriteError(ErrorRecords.LoggedOut(user));
            return;
        }
        ModuleState.Users.Touch(user);
        CurrentUser.Set(user);
        user.Raise(AppUserEventKind.Switched);
        if (PassThru) WriteObject(user);
    }
}
