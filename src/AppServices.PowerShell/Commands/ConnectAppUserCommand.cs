using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>Logs in to an app and makes the user current in this runspace.</summary>
[Cmdlet(VerbsCommunications.Connect, "AppUser", DefaultParameterSetName = CredentialSet, HelpUri = HelpPages.Folder + "Connect-AppUser.md")]
[OutputType(typeof(AppUser))]
public sealed class ConnectAppUserCommand : AppTargetCmdlet
{
    private const string CredentialSet = "Credential";
    private const string AnonymousSet = "Anonymous";
    private const string ApiKeySet = "ApiKey";

    /// <summary>E-mail address and password.</summary>
    [Parameter(ParameterSetName = CredentialSet, Mandatory = true, Position = 0)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Logs in without an account; the anonymous user of an earlier login is used again while it is logged in.</summary>
    [Parameter(ParameterSetName = AnonymousSet, Mandatory = true)]
    public SwitchParameter Anonymous { get; set; }

    /// <summary>Makes a new anonymous user even if one is logged in.</summary>
    [Parameter(ParameterSetName = AnonymousSet)]
    public SwitchParameter AsNewUser { get; set; }

    /// <summary>An API key of the server or of a user.</summary>
    [Parameter(ParameterSetName = ApiKeySet, Mandatory = true)]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppClient app = ResolveApp();
        return AttemptAsync(Target(app), async () =>
        {
            AppUser user = Reusable(app) ?? UserTable.Shared.Adopt(await LogInAsync(app, cancellationToken));
            UserTable.Shared.Touch(user);
            CurrentUser.Set(user);
            WriteObject(user);
        });
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        ErrorRecords.FromLogin(error, target);

    private Task<AppSession> LogInAsync(AppClient app, CancellationToken cancellationToken)
    {
        string? deviceId = UserTable.Shared.All.FirstOrDefault(user => user.Session.App == app)?.DeviceId;
        return app.LogInAsync(
            ToAppCredential(), id => UserTable.Shared.Find(app.AppId, app.BaseUri, id)?.Session, deviceId, Options, cancellationToken);
    }

    private AppCredential ToAppCredential() => ParameterSetName switch
    {
        AnonymousSet => AppCredential.Anonymous(),
        ApiKeySet => AppCredential.ApiKey(ApiKey!),
        _ => AppCredential.EmailPassword(Credential!.UserName, Credential.Password),
    };

    // As in the SDKs (protocol.md 2.5): an anonymous user that has no other identity yet stands for every anonymous login.
    private AppUser? Reusable(AppClient app) =>
        ParameterSetName != AnonymousSet || AsNewUser
            ? null
            : UserTable.Shared.All.FirstOrDefault(user =>
                user.Session.App == app && user.IsLoggedIn && user.Identities is [{ ProviderType: "anon-user" }]);

    private string Target(AppClient app) => Credential?.UserName ?? app.AppId;
}
