using System.Management.Automation;
using AppServices.Admin;
using AppServices.Errors;

namespace AppServices.State;

/// <summary>Who a cmdlet without <c>-Admin</c> acts as: an admin and a user are chosen each for themselves.</summary>
internal static class CurrentAdmin
{
    private static readonly RunspaceChoice<AppAdmin> s_choice = new();

    /// <summary>The current admin of this runspace; null when there is none who is connected. To be called on a pipeline thread.</summary>
    public static AppAdmin? Get() => s_choice.Get() is { IsConnected: true } admin ? admin : null;

    /// <summary>The current admin of this runspace; ends the cmdlet when there is none.</summary>
    public static AppAdmin Require(Cmdlet cmdlet)
    {
        if (Get() is { } admin) return admin;
        ErrorRecord record = ErrorRecords.Create(
            "AppAdminNotConnected", ErrorCategory.ConnectionError, null, "No admin is connected.",
            "Run Connect-AppAdmin first, or pass -Admin.");
        cmdlet.ThrowTerminatingError(record);
        throw record.Exception;
    }

    /// <summary>Makes an admin current in this runspace.</summary>
    public static void Set(AppAdmin admin) => s_choice.Set(admin);

    /// <summary>Drops this runspace's own choice, when the module is removed from it.</summary>
    public static void Forget() => s_choice.Forget();
}
