using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Completion;

namespace AppServices.Commands;

/// <summary>Makes API keys, with which their user can log in. The key itself is told this once.</summary>
[Cmdlet(VerbsCommon.New, "AppApiKey", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet,
    HelpUri = HelpPages.Folder + "New-AppApiKey.md")]
[OutputType(typeof(AppApiKey), ParameterSetName = [ObjectSet])]
[OutputType(typeof(string), ParameterSetName = [TextSet])]
public sealed class NewAppApiKeyCommand : AppUserCmdlet
{
    private const string ObjectSet = "Object";
    private const string TextSet = "PlainText";

    /// <summary>The keys' names: ASCII letters, digits, underscores and hyphens.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter(Position = 2, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppUserTransformation(YieldsToOthers = true)]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public override AppUser[]? User { get; set; }

    /// <summary>Returns the keys as text instead of objects that keep them in SecureStrings.</summary>
    [Parameter(ParameterSetName = TextSet, Mandatory = true)]
    public SwitchParameter AsPlainText { get; set; }

    private protected override async Task ProcessAsync(AppUser user, CancellationToken cancellationToken)
    {
        foreach (string name in Name)
            await AttemptAsync(
                TargetOf(user, name), name, $"Create API key of user '{user.Shown}'", () => CreateAsync(user, name, cancellationToken));
    }

    private async Task CreateAsync(AppUser user, string name, CancellationToken cancellationToken)
    {
        UserApiKey made = await new ApiKeyAuth(user.Session).CreateAsync(name, Options, cancellationToken);
        var key = new AppApiKey(made, user);
        user.SeenApiKeys.Add(key);
        WriteObject(AsPlainText ? made.Key!.Reveal() : key);
    }
}
