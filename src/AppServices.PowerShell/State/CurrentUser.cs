using System.Management.Automation;
using AppServices.Errors;

namespace AppServices.State;

/// <summary>
/// Who a cmdlet without <c>-User</c> acts as. A current user that logs out stays current: falling back to another one would act in
/// the wrong name.
/// </summary>
internal static class CurrentUser
{
    private static readonly RunspaceChoice<AppUser> s_choice = new();

    /// <summary>The current user of this runspace; null when there is none that is logged in. To be called on a pipeline thread.</summary>
    public static AppUser? Get() => s_choice.Get() is { IsLoggedIn: true } user ? user : null;

    /// <summary>The current user of this runspace; ends the cmdlet when there is none.</summary>
    public static AppUser Require(Cmdlet cmdlet)
    {
        if (Get() is { } user) return user;
        ErrorRecord record = ErrorRecords.Create(
            "AppUserNotConnected", ErrorCategory.ConnectionError, null, "Nobody is connected.",
            "Run Connect-AppUser first, or pass -User.");
        cmdlet.ThrowTerminatingError(record);
        throw record.Exception;
    }

    /// <summary>Makes a user current in this runspace.</summary>
    public static void Set(AppUser user) => s_choice.Set(user);

    /// <summary>Drops this runspace's own choice, when the module is removed from it.</summary>
    public static void Forget() => s_choice.Forget();
}
