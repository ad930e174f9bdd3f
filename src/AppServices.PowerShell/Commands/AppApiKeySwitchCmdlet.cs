using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>What Enable- and Disable-AppApiKey share.</summary>
public abstract class AppApiKeySwitchCmdlet : AppApiKeyCmdlet
{
    /// <summary>Returns the keys as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected sealed override async Task ProcessAsync(AppUser user, string id, CancellationToken cancellationToken)
    {
        var keys = new ApiKeyAuth(user.Session);
        await SwitchAsync(keys, id, cancellationToken);
        if (PassThru) WriteObject(new AppApiKey(await keys.FetchAsync(id, Options, cancellationToken), user));
    }

    private protected abstract Task SwitchAsync(ApiKeyAuth keys, string id, CancellationToken cancellationToken);
}
