using System;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>
/// Logs in as an admin, who becomes current in this runspace: with a key or an account, with that of $env:APPSERVICES_ADMIN_KEY, or with
/// a saved session.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "AppAdmin", HelpUri = HelpPages.Folder + "Connect-AppAdmin.md")]
[OutputType(typeof(AppAdmin))]
public sealed class ConnectAppAdminCommand : AppCmdlet, IAppTarget
{
    private AppConnection? _connection;

    /// <summary>
    /// Public key and private key; or the e-mail address and the password of an account of an appservices-server. By default
    /// $env:APPSERVICES_ADMIN_KEY, then a saved session.
    /// </summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AccountTransformation, ValidateNotNull]
    [NoCompletion]
    public PSCredential? Credential { get; set; }

    /// <summary>The project that is meant when none is named; the only one by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? ProjectId { get; set; }

    /// <summary>The address of the service; that of the hosted one by default.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public Uri BaseUri { get; set; } = AppAdmin.HostedService;

    /// <summary>Saves the session for later processes, in a file that only its owner can read.</summary>
    [Parameter]
    public SwitchParameter Persist { get; set; }

    /// <summary>Saves the session in this vault of SecretManagement, or looks for it there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? Vault { get; set; }

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

    string? IAppTarget.AppId => null;

    Uri? IAppTarget.BaseUri => BaseUri;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Credential is not null) RequireAccount(nameof(Credential), Credential);
        string text = BaseUri.OriginalString.TrimEnd('/');
        if (text.EndsWith(AdminApi.Root, StringComparison.Ordinal)) text = text.Remove(text.Length - AdminApi.Root.Length);
        Uri baseUri = AppTargetCmdlet.ResolveBaseUri(this, text, AllowUnencryptedAuthentication);
        AppConnection connection = _connection ??= this.ToConnection(this);
        (string UserName, SecureString Secret)? key =
            Credential is { } given ? (given.UserName, given.Password) : Vault is null ? KeyOfEnvironment() : null;
        SavedPlace? place = Persist || Vault is not null ? new SavedPlace(Vault) : null;
        AppAdmin? admin = null;
        await AttemptAsync(MyInvocation.ExpectingInput ? Credential : key?.UserName ?? baseUri.Authority, async () => admin = key is { } one
            ? await AppAdmin.ConnectAsync(
                baseUri, one.UserName, one.Secret, ProjectId, connection, PSValues.Format, Options, cancellationToken)
            : await this.RestoreAdminAsync(
                baseUri, ProjectId, place ?? new SavedPlace(null), connection, cancellationToken));
        if (admin is null) return;
        CurrentAdmin.Set(admin);
        if (key is not null && place is not null)
            await AttemptAsync(admin.UserName, () => this.KeepAdminAsync(admin, place, cancellationToken));
        WriteObject(admin);
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        AdminErrors.FromLogin(error, target);

    private (string UserName, SecureString Secret)? KeyOfEnvironment()
    {
        if (EnvironmentSettings.AdminKey is not { } key) return null;
        int colon = key.IndexOf(':');
        return colon > 0 && colon < key.Length - 1
            ? (key.Substring(0, colon), Secrets.Hide(key.Substring(colon + 1)))
            : throw Terminate(ErrorRecords.Create(
                "AppAdminKeyInvalid", ErrorCategory.InvalidArgument, null,
                "$env:APPSERVICES_ADMIN_KEY is not a public key and a private key with a colon between them.",
                "Set it to PUBLIC:PRIVATE, or pass -Credential."));
    }
}

/// <summary>Ends the sessions of admins, here and at the service, and deletes what was saved of them.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "AppAdmin", HelpUri = HelpPages.Folder + "Disconnect-AppAdmin.md")]
public sealed class DisconnectAppAdminCommand : AppCmdlet
{
    /// <summary>The admins; the current one by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public AppAdmin[]? Admin { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppAdmin admin in Admin ?? [CurrentAdmin.Require(this)])
        {
            object target = MyInvocation.ExpectingInput ? admin : admin.UserName;
            await AttemptAsync(target, () =>
            {
                this.ForgetSavedAdmin(admin);
                return Task.CompletedTask;
            });
            await AttemptAsync(target, () => admin.DisconnectAsync(Options, cancellationToken));
        }
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        AdminErrors.From(error, target, AdminKind.App);
}

/// <summary>Gets the current admin.</summary>
[Cmdlet(VerbsCommon.Get, "AppAdmin", HelpUri = HelpPages.Folder + "Get-AppAdmin.md")]
[OutputType(typeof(AppAdmin))]
public sealed class GetAppAdminCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (CurrentAdmin.Get() is { } admin) WriteObject(admin);
    }
}
