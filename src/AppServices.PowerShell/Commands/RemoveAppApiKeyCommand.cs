using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace AppServices.Commands;

/// <summary>Deletes API keys for good.</summary>
[Cmdlet(VerbsCommon.Remove, "AppApiKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High,
    DefaultParameterSetName = InputObjectSet, HelpUri = HelpPages.Folder + "Remove-AppApiKey.md")]
public sealed class RemoveAppApiKeyCommand : AppApiKeyCmdlet
{
    private protected override string Doing => "Delete API key";

    private protected override async Task ProcessAsync(ApiKeyAuth keys, AppUser user, string id, CancellationToken cancellationToken)
    {
        await keys.DeleteAsync(id, Options, cancellationToken);
        user.SeenApiKeys.Remove(id);
    }
}
