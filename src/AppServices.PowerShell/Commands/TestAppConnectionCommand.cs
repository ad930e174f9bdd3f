using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Finds out whether users can act, as whom, at which server, and how long their tokens live.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AppConnection", HelpUri = HelpPages.Folder + "Test-AppConnection.md")]
[OutputType(typeof(AppConnectionStatus), typeof(bool))]
public sealed class TestAppConnectionCommand : AppCmdlet
{
    /// <summary>The users, or their ids or names; the current user by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public AppUser[]? User { get; set; }

    /// <summary>Returns true or false and writes no error: false also when nobody is connected.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Quiet && User is null && CurrentUser.Get() is null)
        {
            WriteObject(false);
            return;
        }
        foreach (AppUser user in User ?? [ResolveUser(null)])
        {
            await AttemptAsync(MyInvocation.ExpectingInput ? user : user.Id, async () =>
            {
                if (Quiet) WriteObject(await CanActAsync(user, cancellationToken));
                else WriteObject(new AppConnectionStatus(user, await ConnectionCheck.RunAsync(user.Session, Options, cancellationToken)));
            });
        }
    }

    private async Task<bool> CanActAsync(AppUser user, CancellationToken cancellationToken)
    {
        try
        {
            await ConnectionCheck.RunAsync(user.Session, Options, cancellationToken);
            return true;
        }
        catch (AppServicesException error)
        {
            WriteVerbose(error.Message);
            return false;
        }
    }
}
