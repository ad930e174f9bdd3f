using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>Calls an HTTPS endpoint of the app and returns its typed result.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "AppEndpoint", SupportsShouldProcess = true, DefaultParameterSetName = UserSet,
    HelpUri = HelpPages.Folder + "Invoke-AppEndpoint.md")]
[OutputType(typeof(PSObject))]
public sealed class InvokeAppEndpointCommand : AppRequestCmdlet
{
    private const string UserSet = "User";
    private const string AppSet = "App";

    /// <summary>The endpoint's route, such as <c>/orders/total</c>. Case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string Route { get; set; } = "";

    /// <summary>The secret of an endpoint that wants one; sent in the query, as <c>secret</c>.</summary>
    [Parameter]
    [SecretTransformation, ValidateNotNull]
    [NoCompletion]
    public SecureString? Secret { get; set; }

    /// <summary>Signs the body with the secret instead of sending it, for an endpoint that verifies payloads.</summary>
    [Parameter]
    public SwitchParameter SignBody { get; set; }

    /// <summary>The app, without any user; the current user, or <c>-User</c>, calls otherwise.</summary>
    [Parameter(ParameterSetName = AppSet, Mandatory = true)]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>The service's address; <c>$env:APPSERVICES_BASE_URI</c> by default, then http://localhost:9090.</summary>
    [Parameter(ParameterSetName = AppSet)]
    [ValidateNotNull]
    [NoCompletion]
    public Uri? BaseUri { get; set; }

    /// <summary>Allows plain http to another machine, where anybody on the way can read what is sent; for <c>-AppId</c>.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter(ParameterSetName = UserSet)]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        this.Refuse(SignBody && Secret is null, "-SignBody needs the -Secret that it signs with.");
        AppUser? user = ParameterSetName == UserSet ? ResolveUser(User) : null;
        AppClient app = user?.Session.App
            ?? AppTargetCmdlet.ResolveApp(this, AppId, BaseUri, AllowUnencryptedAuthentication, AppConnection.Default);
        if (!ShouldProcess(Route, "Call endpoint")) return;
        await SendAsync(Route, () => Create(app), request => user is null
            ? app.SendAsync(request, Options, cancellationToken)
            : user.Session.SendAsync(request, Options, cancellationToken));
    }

    private protected override ErrorRecord ToErrorRecord(AppServicesException error, object? target) =>
        error is { Code: null, StatusCode: not null } && !ErrorRecords.IsKnown(error)
            ? ErrorRecords.Create(
                error, "AppEndpointFailed", ErrorCategory.InvalidResult, target,
                $"Calling endpoint '{Route}' failed: it answered with HTTP {error.StatusCode}. {error.Reason}".TrimEnd(),
                "The app's own endpoint answered so; with -SkipHttpErrorCheck its answer is the output.")
            : base.ToErrorRecord(error, target);

    private RawRequest Create(AppClient app)
    {
        IEnumerable<KeyValuePair<string, string>> query = Secret is not null && !SignBody ? [new("secret", Secret.Reveal())] : [];
        string path = $"/app/{Uri.EscapeDataString(app.AppId)}/endpoint/{EscapedRoute()}";
        RawRequest request = CreateRequest(path, $"Calling endpoint '{Route}'", query) with
        {
            Accept = "application/ejson",
            MayRefuse = true,
        };
        return SignBody ? request.Sign(Secret!.Reveal()) : request;
    }

    // Its slashes stay; everything else is a name, whatever is in it.
    private string EscapedRoute() =>
        string.Join("/", Array.ConvertAll(Route.TrimStart('/').Split('/'), Uri.EscapeDataString));
}
