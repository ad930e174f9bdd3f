using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Lets API keys be used to log in.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AppApiKey", SupportsShouldProcess = true, DefaultParameterSetName = InputObjectSet,
    HelpUri = HelpPages.Folder + "Enable-AppApiKey.md")]
[OutputType(typeof(AppApiKey))]
public sealed class EnableAppApiKeyCommand : AppApiKeySwitchCmdlet
{
    private protected override string Doing => "Enable API key";

    private protected override Task SwitchAsync(ApiKeyAuth keys, string id, CancellationToken cancellationToken) =>
        keys.EnableAsync(id, Options, cancellationToken);
}
