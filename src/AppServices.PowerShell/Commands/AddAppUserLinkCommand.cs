using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Gives a user another identity, with which it can log in from then on.</summary>
[Cmdlet(VerbsCommon.Add, "AppUserLink", SupportsShouldProcess = true, DefaultParameterSetName = AnonymousSet,
    HelpUri = HelpPages.Folder + "Add-AppUserLink.md")]
[OutputType(typeof(AppUser))]
public sealed class AddAppUserLinkCommand : AppCredentialCmdlet
{
    private const string AnonymousSet = "Anonymous";

    /// <summary>The user, or its id or name; the current user by default.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <summary>Returns the user.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        CheckAnonymous();
        if (HasNoCredential)
            throw Terminate(ErrorRecords.Create(
                "AppCredentialMissing", ErrorCategory.InvalidArgument, null, "No credential is given.",
                "Pass -Credential, -ApiKey, -Jwt or another of the cmdlet's credentials."));
        AppUser user = ResolveUser(User);
        return AttemptAsync(MyInvocation.ExpectingInput ? user : Credential?.UserName ?? user.Id, async () =>
        {
            AppCredential credential = ToAppCredential();
            if (!ShouldProcess(user.Shown, $"Link '{credential.Provider}'")) return;
            await user.Session.LinkAsync(credential, Options, cancellationToken);
            if (PassThru) WriteObject(user);
        });
    }

    private protected override string NoCredentialSet => AnonymousSet;

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        ErrorRecords.FromLink(error, target);
}
