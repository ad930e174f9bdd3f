using System;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that name an app and an address instead of a user.</summary>
public abstract class AppTargetCmdlet : AppCmdlet, IAppTarget, IPipelineInput
{
    private const string DefaultBaseUri = "http://localhost:9090";

    private AppConnection? _connection;

    /// <summary>The client app id, such as <c>shop-qwert</c>; <c>$env:APPSERVICES_APP_ID</c> by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>The service's address; <c>$env:APPSERVICES_BASE_URI</c> by default, then http://localhost:9090.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppAddressCompleter))]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Allows plain http to another machine, where anybody on the way can read the credential.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The proxy through which the service is reached; the system's by default.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public Uri? Proxy { get; set; }

    /// <summary>User name and password for the proxy.</summary>
    [Parameter]
    [ValidateNotNull, Credential]
    [NoCompletion]
    public PSCredential? ProxyCredential { get; set; }

    /// <summary>Logs in to the proxy as the account that runs the command.</summary>
    [Parameter]
    public SwitchParameter ProxyUseDefaultCredentials { get; set; }

    /// <summary>Takes whoever answers for the service, for trials with certificates that nobody vouches for.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The certificate that this client shows to the service, with its private key.</summary>
    [Parameter]
    [ValidateNotNull]
    [NoCompletion]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The thumbprint of such a certificate in the personal store of the account or the machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string? CertificateThumbprint { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    [NoCompletion]
    public PSObject? PipelineInput { get; set; }

    /// <inheritdoc/>
    private protected override object? TargetOf(object? target) =>
        Piped.All(one => one.Key is nameof(AppId) or nameof(BaseUri) or nameof(PipelineInput)) ? base.TargetOf(target) : target;

    /// <summary>The app that the parameters and the environment name; ends the cmdlet when they do not.</summary>
    internal AppClient ResolveApp() => ResolveApp(this, _connection ??= this.ToConnection(this));

    /// <summary>As above, for a cmdlet of another base that has these parameters.</summary>
    internal static AppClient ResolveApp<TCmdlet>(TCmdlet cmdlet, AppConnection connection)
        where TCmdlet : AppCmdlet, IAppTarget, IPipelineInput
    {
        cmdlet.RequireTaken($"{nameof(AppId)} or {nameof(BaseUri)}");
        return ResolveApp(cmdlet, cmdlet.AppId, cmdlet.BaseUri, cmdlet.AllowUnencryptedAuthentication, connection);
    }

    /// <summary>As above, for a cmdlet that has some of them.</summary>
    internal static AppClient ResolveApp(
        AppCmdlet cmdlet, string? appId, Uri? baseUri, bool allowUnencrypted, AppConnection connection)
    {
        string id = appId ?? EnvironmentSettings.AppId ?? throw cmdlet.Terminate(ErrorRecords.Create(
            "AppIdMissing", ErrorCategory.InvalidArgument, null, "No app is named.",
            "Pass -AppId, or set $env:APPSERVICES_APP_ID."));
        return ModuleState.Users.FindOrCreateApp(
            id, ResolveBaseUri(cmdlet, baseUri?.OriginalString ?? EnvironmentSettings.BaseUri ?? DefaultBaseUri, allowUnencrypted),
            connection);
    }

    /// <summary>Does something for each of some accounts.</summary>
    /// <param name="emails">Their addresses.</param>
    /// <param name="doing">What is done, for -WhatIf.</param>
    /// <param name="operation">Does it.</param>
    private protected async Task ForEachAccountAsync(string[] emails, string doing, Func<EmailPasswordAuth, string, Task> operation)
    {
        AppClient app = ResolveApp();
        var accounts = new EmailPasswordAuth(app);
        foreach (string email in emails) await AttemptAsync(email, $"{doing} in app '{app.AppId}'", () => operation(accounts, email));
    }

    /// <summary>The address of a service that a credential may be sent to; ends the cmdlet when it is none.</summary>
    internal static Uri ResolveBaseUri(AppCmdlet cmdlet, string text, bool allowUnencrypted)
    {
        if (!ServiceAddress.TryNormalize(text, out Uri? address, out string? problem))
        {
            throw cmdlet.Refuse(
                nameof(BaseUri), "AppBaseUriInvalid", ErrorCategory.InvalidArgument,
                text.IndexOfAny(['@', '?', '#']) < 0 ? text : null, problem,
                "Give the http or https address of a service, such as https://apps.example.com or https://example.com/apps.");
        }
        if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !allowUnencrypted)
        {
            throw cmdlet.Refuse(
                nameof(BaseUri), "AppBaseUriInsecure", ErrorCategory.SecurityError, address,
                $"'{address}' would receive the credential unencrypted.",
                "Use https, or accept the risk with -AllowUnencryptedAuthentication.");
        }
        return address;
    }
}
