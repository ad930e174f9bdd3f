using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that show what a user may use, as the server tells it. Source: client-api 17.1.</summary>
public abstract class AppDiscoveryCmdlet : AppCmdlet
{
    /// <summary>The users, or their ids or names; the current user by default.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public AppUser[]? User { get; set; }

    /// <summary>Shows what the server tells; reports when it tells nothing.</summary>
    internal async Task ShowAsync(Action<AppUser, AppDiscovery> show, CancellationToken cancellationToken)
    {
        foreach (AppUser user in User ?? [ResolveUser(null)])
        {
            object target = MyInvocation.ExpectingInput ? user : user.Id;
            await AttemptAsync(target, async () =>
            {
                if (await AppDiscovery.FetchAsync(user.Session, Options, cancellationToken) is { } told) show(user, told);
                else WriteError(ErrorRecords.Create(
                    "AppDiscoveryUnavailable", ErrorCategory.NotImplemented, target,
                    $"The server of app '{user.AppId}' does not tell what a user may use.",
                    "appservices-server does, and the hosted service did not. Functions and collections can be used by their names all the "
                        + "same."));
            });
        }
    }
}
