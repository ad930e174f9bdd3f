using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the ways in which users log in, the first one first.</summary>
[Cmdlet(VerbsCommon.Get, "AppUserIdentity", HelpUri = HelpPages.Folder + "Get-AppUserIdentity.md")]
[OutputType(typeof(UserIdentity))]
public sealed class GetAppUserIdentityCommand : AppUserCmdlet
{
    /// <summary>The providers to get, such as <c>local-userpass</c>; all by default.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProviderTypeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProviderType { get; set; } = ["*"];

    /// <summary>Asks the service instead of giving what the last login or link brought.</summary>
    [Parameter]
    public SwitchParameter Refresh { get; set; }

    private protected override Task ProcessAsync(AppUser user, CancellationToken cancellationToken) =>
        AttemptAsync(user, async () =>
        {
            if (Refresh) await user.Session.FetchProfileAsync(Options, cancellationToken);
            this.WriteMatches(user.Identities, identity => identity.ProviderType, ProviderType, type => NotFound(user, type));
        });

    private ErrorRecord NotFound(AppUser user, string type) => ErrorRecords.Create(
        "AppIdentityNotFound", ErrorCategory.ObjectNotFound, TargetOf(user, type),
        $"User '{user.Shown}' has no identity of provider '{type}'.",
        "See Get-AppUserIdentity without -ProviderType, or add one with Add-AppUserLink.");
}
