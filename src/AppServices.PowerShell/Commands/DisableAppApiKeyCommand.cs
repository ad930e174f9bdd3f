using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Keeps API keys from being used to log in, until they are enabled again.</summary>
[Cmdlet(VerbsLifecycle.Disable, "AppApiKey", SupportsShouldProcess = true, DefaultParameterSetName = InputObjectSet,
    HelpUri = HelpPages.Folder + "Disable-AppApiKey.md")]
[OutputType(typeof(AppApiKey))]
public sealed class DisableAppApiKeyCommand : AppApiKeySwitchCmdlet
{
    private protected override string Doing => "Disable API key";

    private protected override Task SwitchAsync(ApiKeyAuth keys, string id, CancellationToken cancellationToken) =>
        keys.DisableAsync(id, Options, cancellationToken);
}
