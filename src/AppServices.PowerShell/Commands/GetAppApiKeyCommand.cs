using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the API keys of users, the oldest first, without the keys themselves.</summary>
[Cmdlet(VerbsCommon.Get, "AppApiKey", DefaultParameterSetName = NameSet, HelpUri = HelpPages.Folder + "Get-AppApiKey.md")]
[OutputType(typeof(AppApiKey))]
public sealed class GetAppApiKeyCommand : AppUserCmdlet
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    /// <summary>The keys' names; all keys by default.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ApiKeyNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The keys' ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true)]
    [ArgumentCompleter(typeof(ApiKeyIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    private protected override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        var keys = new ApiKeyAuth(user.Session);
        foreach (string id in Id)
            await AttemptAsync(TargetOf(user, id), async () =>
                WriteObject(Show(await keys.FetchAsync(id, Options, cancellationToken), user)));
        if (ParameterSetName == NameSet)
            await AttemptAsync(user, async () => this.WriteMatches(
                (await keys.FetchAllAsync(Options, cancellationToken)).Select(key => Show(key, user)).ToArray(),
                key => key.Name, Name, name => NotFound(user, name)));
    }

    private static AppApiKey Show(UserApiKey key, AppUser user)
    {
        var shown = new AppApiKey(key, user);
        user.SeenApiKeys.Add(shown);
        return shown;
    }

    private ErrorRecord NotFound(AppUser user, string name) => ErrorRecords.Create(
        "AppApiKeyNotFound", ErrorCategory.ObjectNotFound, TargetOf(user, name), $"User '{user.Shown}' has no API key named '{name}'.",
        "See Get-AppApiKey without -Name.");
}
