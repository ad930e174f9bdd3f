using System.Management.Automation;
using AppServices.Completion;
using AppServices.State;
using Microsoft.PowerShell.Commands;

namespace AppServices.Commands;

/// <summary>Subscribes to what happens to a user, as Register-ObjectEvent does to the events of an object.</summary>
[Cmdlet(VerbsLifecycle.Register, "AppUserEvent", HelpUri = HelpPages.Folder + "Register-AppUserEvent.md")]
[OutputType(typeof(PSEventJob))]
public sealed class RegisterAppUserEventCommand : ObjectEventRegistrationBase
{
    /// <summary>The user, or its id or name; the current user by default.</summary>
    [Parameter(Position = 0)]
    [AppUserTransformation]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNull]
    public AppUser? User { get; set; }

    /// <summary>What to be told of; everything by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public AppUserEventKind[] Kind { get; set; } = [];

    /// <inheritdoc/>
    protected override object GetSourceObject() =>
        new AppUserEvents(User ?? CurrentUser.Require(this), Kind, MessageData?.BaseObject as ScriptBlock ?? Action);

    /// <inheritdoc/>
    protected override string GetSourceObjectEventName() => nameof(AppUserEvents.Changed);
}
