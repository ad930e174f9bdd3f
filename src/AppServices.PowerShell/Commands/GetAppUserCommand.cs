using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using AppServices.Completion;
using AppServices.Errors;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>Gets the current user, or the users this process knows.</summary>
[Cmdlet(VerbsCommon.Get, "AppUser", DefaultParameterSetName = CurrentSet, HelpUri = HelpPages.Folder + "Get-AppUser.md")]
[OutputType(typeof(AppUser))]
public sealed class GetAppUserCommand : PSCmdlet
{
    private const string CurrentSet = "Current";
    private const string IdSet = "Id";
    private const string NameSet = "Name";

    /// <summary>Gets every known user, app by app, the most recently used first, logged-out ones included.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>The ids of the users to get; a name does as well.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("UserId")]
    [AppObjectTransformation("UserId", "Id", AsText = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <summary>The names of the users to get: their e-mail addresses, or what their profiles have instead.</summary>
    [Parameter(ParameterSetName = NameSet, Mandatory = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        this.Refuse(All && ParameterSetName != CurrentSet, "-All gets every user, so it does not go with -Id or -Name.");
        if (Id is not null) this.WriteMatches(ModuleState.Users.All, IsNamed, Id, NotFound);
        else if (Name is not null) this.WriteMatches(Named(), user => user.Name!, Name, NotFound);
        else if (All) WriteObject(ByApp(), enumerateCollection: true);
        else if (CurrentUser.Get() is { } user) WriteObject(user);
    }

    // Views group what comes one after the other.
    private static IEnumerable<AppUser> ByApp() => ModuleState.Users.All.GroupBy(user => user.Session.App).SelectMany(users => users);

    private static bool IsNamed(AppUser user, WildcardPattern pattern) =>
        pattern.IsMatch(user.Id) || (user.Name is { } name && pattern.IsMatch(name));

    private static AppUser[] Named() => ModuleState.Users.All.Where(user => user.Name is not null).ToArray();

    private static ErrorRecord NotFound(string id) => ErrorRecords.Create(
        "AppUserNotFound", ErrorCategory.ObjectNotFound, id, $"No user '{id}' is known here.",
        "See Get-AppUser -All, or log in with Connect-AppUser.");
}
