using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Lets API keys be used to log in.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppApiKey", SupportsShouldProcess = true, DefaultParameterSetName = InputObjectSet,
    HelpUri = HelpPages.Folder + "Enable-AppApiKey.md")]
[OutputType(typeof(AppApiKey))]
public sealed class EnableAppApiKeyCommand : AppApiKeyCmdlet
{
    /// <summary>Returns the keys as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Doing => "Enable API key";

    private protected override async Task ProcessAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken)
    {
        await keys.EnableAsync(id, Options, cancellationToken);
        if (PassThru) await WriteKeyAsync(keys, user, id, cancellationToken);
    }
}
