using System;
using System.Management.Automation;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that name an app and an address instead of a user.</summary>
public abstract class AppTargetCmdlet : AppCmdlet
{
    /// <summary>The client app id, such as <c>shop-qwert</c>; <c>$env:APPSERVICES_APP_ID</c> by default.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AppIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AppId { get; set; }

    /// <summary>The service's address; <c>$env:APPSERVICES_BASE_URI</c> by default, then http://localhost:9090.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>Allows plain http to another machine, where anybody on the way can read the credential.</summary>
    [Parameter]
    public SwitchParameter AllowUnencryptedAuthentication { get; set; }

    /// <summary>The app that the parameters and the environment name; ends the cmdlet when they do not.</summary>
    internal AppClient ResolveApp() => AppTarget.Resolve(this, AppId, BaseUri, AllowUnencryptedAuthentication);

    /// <summary>Does something for each of some accounts.</summary>
    /// <param name="emails">Their addresses.</param>
    /// <param name="doing">What is done, for -WhatIf.</param>
    /// <param name="operation">Does it.</param>
    private protected async Task ForEachAccountAsync(string[] emails, string doing, Func<EmailPasswordAuth, string, Task> operation)
    {
        AppClient app = ResolveApp();
        var accounts = new EmailPasswordAuth(app);
        foreach (string email in emails)
            if (ShouldProcess(email, $"{doing} in app '{app.AppId}'"))
                await AttemptAsync(email, () => operation(accounts, email));
    }
}
