using System;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>
/// Logs in to an app and makes the user current in this runspace. Without a credential it uses <c>$env:APPSERVICES_API_KEY</c>,
/// else goes on with a saved session; -UserId and -Vault always mean a saved session.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "AppUser", DefaultParameterSetName = SavedSet, HelpUri = HelpPages.Folder + "Connect-AppUser.md")]
[OutputType(typeof(AppUser))]
public sealed class ConnectAppUserCommand : AppCredentialCmdlet, IAppTarget, IPipelineInput
{
    private const string SavedSet = "Saved";

    private AppConnection? _connection;

    /// <summary>The user whose saved session is meant; needed when several are saved.</summary>
    [Parameter(ParameterSetName = SavedSet)]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? UserId { get; set; }

    /// <summary>Makes a new anonymous user even if one is logged in.</summary>
    [Parameter]
    public SwitchParameter AsNewUser { get; set; }

    /// <summary>Saves the session for later processes, in a file that only its owner can read.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Saves the session in this vault of SecretManagement, or looks for it there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Vault { get; set; }

    // From here on they are those of AppTargetCmdlet: a class has one base, and this one's brings the credentials.

    /// <inheritdoc cref="AppTargetCmdlet.AppId"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.BaseUri"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppAddressCompleter))]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.AllowUnencryptedAuthentication"/>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.Proxy"/>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public Uri? Proxy { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.ProxyCredential"/>
    [Parameter]
    [ValidateNotNull, Credential]
    [NoCompletion]
    public PSCredential? ProxyCredential { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.ProxyUseDefaultCredentials"/>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.SkipCertificateCheck"/>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.Certificate"/>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public X509Certificate2? Certificate { get; set; }

    /// <inheritdoc cref="AppTargetCmdlet.CertificateThumbprint"/>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? CertificateThumbprint { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    private protected override string NoCredentialSet => SavedSet;

    // A key in the environment is there on purpose; a saved session is used when it is asked for, or when there is no key.
    private bool UsesSaved => HasNoCredential && (UserId is not null || Vault is not null || EnvironmentSettings.ApiKey is null);

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        CheckAnonymous();
        this.Refuse(Anonymous && UserId is not null, "-UserId means a saved session, so it does not go with -Anonymous.");
        this.Refuse(AsNewUser && !Anonymous, "-AsNewUser goes with -Anonymous only.");
        AppClient app = AppTargetCmdlet.ResolveApp(this, _connection ??= this.ToConnection(this));
        AppUser? user = null;
        await AttemptAsync(
            UserId ?? Credential?.UserName ?? app.AppId,
            async () => user = UsesSaved
                ? await this.RestoreAsync(app, UserId, new SavedPlace(Vault), cancellationToken)
                : await ModuleState.Users.LogInAsync(app, ToAppCredential(), AsNewUser, Options, cancellationToken));
        if (user is null) return;
        ModuleState.Users.Touch(user);
        CurrentUser.Set(user);
        SavedPlace? place = Persist || Vault is not null ? new SavedPlace(Vault) : null;
        if (!UsesSaved) await AttemptAsync(user.Id, () => this.KeepAsync(user, place, cancellationToken));
        WriteObject(user);
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        UsesSaved ? ErrorRecords.From(error, target) : ErrorRecords.FromLogin(error, target);

    private protected override AppCredential ToAppCredential() =>
        HasNoCredential ? AppServices.AppCredential.ApiKey(Secrets.Hide(EnvironmentSettings.ApiKey!)) : base.ToAppCredential();
}
