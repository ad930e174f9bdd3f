using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that do something for each of some users.</summary>
public abstract class AppUserCmdlet : AppCmdlet
{
    /// <summary>The users, or their ids or names; the current user by default.</summary>
    [Parameter(Position = 2, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public virtual AppUser[]? User { get; set; }

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (AppUser user in User ?? [ResolveUser(null)]) await ProcessAsync(user, cancellationToken);
    }

    private protected abstract Task ProcessAsync(AppUser user, CancellationToken cancellationToken);

    /// <summary>What an error is of: the user where users are piped, else what was named.</summary>
    private protected object TargetOf(AppUser user, object named) => Piped.Any(one => one.Key == nameof(User)) ? user : named;
}
