using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Creates an e-mail/password account.</summary>
[Cmdlet(VerbsLifecycle.Register, "AppUser", SupportsShouldProcess = true, HelpUri = HelpPages.Folder + "Register-AppUser.md")]
[OutputType(typeof(AppUserRegistration))]
public sealed class RegisterAppUserCommand : AppTargetCmdlet
{
    /// <summary>The account's address and password, as a credential or as an object with Email (or UserName) and Password.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AccountTransformation, ValidateNotNull]
    [NoCompletion]
    public PSCredential? Credential { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        RequireAccount(nameof(Credential), Credential!);
        AppClient app = ResolveApp();
        string email = Credential!.UserName;
        return AttemptAsync(MyInvocation.ExpectingInput ? Credential : (object)email, email, $"Register in app '{app.AppId}'", async () =>
        {
            await new EmailPasswordAuth(app).RegisterAsync(email, Credential.Password, Options, cancellationToken);
            WriteObject(new AppUserRegistration(email, app.AppId, app.BaseUri));
        });
    }
}
