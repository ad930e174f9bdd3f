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
    private const string AllSet = "All";
    private const string IdSet = "Id";

    /// <summary>Gets every known user, the most recently used first, logged-out ones included.</summary>
    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    /// <summary>The ids of the users to get.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(UserIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Id is not null) this.WriteMatches(UserTable.Shared.All, user => user.Id, Id, NotFound);
        else if (All) WriteObject(UserTable.Shared.All, enumerateCollection: true);
        else if (CurrentUser.Get() is { } user) WriteObject(user);
    }

    private static ErrorRecord NotFound(string id) => ErrorRecords.Create(
        "AppUserNotFound", ErrorCategory.ObjectNotFound, id, $"No user '{id}' is known here.",
        "See Get-AppUser -All, or log in with Connect-AppUser.");
}
