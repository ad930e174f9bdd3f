using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Keeps API keys from being used to log in, until they are enabled again.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppApiKey", SupportsShouldProcess = true, DefaultParameterSetName = InputObjectSet,
    HelpUri = HelpPages.Folder + "Disable-AppApiKey.md")]
[OutputType(typeof(AppApiKey))]
public sealed class DisableAppApiKeyCommand : AppApiKeyCmdlet
{
    /// <summary>Returns the keys as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Doing => "Disable API key";

    private protected override async Task ProcessAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken)
    {
        await keys.DisableAsync(id, Options, cancellationToken);
        if (PassThru) await WriteKeyAsync(keys, user, id, cancellationToken);
    }
}
