using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that have the service write to the owners of accounts.</summary>
public abstract class AppEmailCmdlet : AppTargetCmdlet
{
    /// <summary>The accounts' addresses, which are case-sensitive.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Email { get; set; } = [];

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        AppClient app = ResolveApp();
        var accounts = new EmailPasswordAuth(app);
        foreach (string email in Email)
            if (ShouldProcess(email, $"{Doing} in app '{app.AppId}'"))
                await AttemptAsync(email, () => ProcessAsync(accounts, email, cancellationToken));
    }

    /// <summary>What is done, for -WhatIf.</summary>
    private protected abstract string Doing { get; }

    private protected abstract Task ProcessAsync(EmailPasswordAuth accounts, string email, CancellationToken cancellationToken);
}
