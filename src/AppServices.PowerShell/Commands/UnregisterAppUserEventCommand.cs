using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.Users;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Ends subscriptions of Register-AppUserEvent in this runspace.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "AppUserEvent", SupportsShouldProcess = true, DefaultParameterSetName = SourceIdentifierSet,
    HelpUri = HelpPages.Folder + "Unregister-AppUserEvent.md")]
public sealed class UnregisterAppUserEventCommand : PSCmdlet
{
    private const string SourceIdentifierSet = "SourceIdentifier";
    private const string UserSet = "User";
    private const string SubscriberSet = "Subscriber";

    /// <summary>The names that the subscriptions were given.</summary>
    [Parameter(ParameterSetName = SourceIdentifierSet, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public string[] SourceIdentifier { get; set; } = [];

    /// <summary>The users whose subscriptions end, or their ids or names.</summary>
    [Parameter(ParameterSetName = UserSet, Mandatory = true)]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public AppUser[] User { get; set; } = [];

    /// <summary>Ends only the users' subscriptions that have this very script block as their -Action.</summary>
    [Parameter(ParameterSetName = UserSet)]
    [ValidateNotNull]
    [NoCompletion]
    public ScriptBlock? Action { get; set; }

    /// <summary>The subscriptions, as Get-EventSubscriber gets them.</summary>
    [Parameter(ParameterSetName = SubscriberSet, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [NoCompletion]
    public PSEventSubscriber[] Subscriber { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in SourceIdentifier) End(name);
        foreach (AppUser user in User)
            End(UserSubscriptions.Of(Events).Where(one => one.Events.User == user && (Action is null || one.Events.Listener == Action)));
        End(UserSubscriptions.Of(Events).Where(one => Subscriber.Contains(one.Subscriber)));
    }

    private void End(string name)
    {
        WildcardPattern pattern = NamePattern.Of(name);
        int ended = End(UserSubscriptions.Of(Events).Where(one => one.Subscriber.SourceIdentifier is { } own && pattern.IsMatch(own)));
        if (ended == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            WriteError(ErrorRecords.Create(
                "AppUserEventNotFound", ErrorCategory.ObjectNotFound, name, $"No subscription to a user's events is named '{name}' here.",
                "See Get-EventSubscriber; subscriptions belong to the runspace that made them."));
    }

    private int End(IEnumerable<(PSEventSubscriber Subscriber, AppUserEvents Events)> subscriptions)
    {
        int found = 0;
        foreach ((PSEventSubscriber subscriber, AppUserEvents events) in subscriptions)
        {
            found++;
            if (ShouldProcess(events.ToString(), "Unsubscribe")) Events.UnsubscribeEvent(subscriber);
        }
        return found;
    }
}
