using System.Management.Automation;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>What the cmdlets share that act as one user for all that is piped to them.</summary>
public abstract class AppActingCmdlet : AppCmdlet
{
    /// <summary>The user to act as, or its id or name; the current user by default.</summary>
    [Parameter]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }
}
