using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AppServices.Errors;

namespace AppServices.State;

/// <summary>
/// Who a cmdlet without <c>-User</c> acts as: the runspace's own choice, else the process default. The runspace that
/// connected first owns the default and alone moves it, so that parallel workers inherit the user and a worker that
/// connects as someone else changes nobody but itself (cmdlets T1). A current user that logs out stays current:
/// falling back to another one would act in the wrong name.
/// </summary>
internal static class CurrentUser
{
    private static readonly ConditionalWeakTable<Runspace, Choice> s_choices = new();
    private static readonly Default s_default = new();

    /// <summary>The current user of this runspace; null when there is none that is logged in. To be called on a pipeline thread.</summary>
    public static AppUser? Get() => (Own()?.User ?? s_default.User) is { IsLoggedIn: true } user ? user : null;

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
    public static void Set(AppUser user)
    {
        if (Runspace.DefaultRunspace is not { } runspace) return;
        s_choices.GetOrCreateValue(runspace).User = user;
        s_default.Offer(runspace, user);
    }

    /// <summary>Drops this runspace's own choice, when the module is removed from it.</summary>
    public static void Forget()
    {
        if (Runspace.DefaultRunspace is not { } runspace) return;
        s_choices.Remove(runspace);
        s_default.Leave(runspace);
    }

    private static Choice? Own() =>
        Runspace.DefaultRunspace is { } runspace && s_choices.TryGetValue(runspace, out Choice? choice) ? choice : null;

    private sealed class Choice
    {
        public AppUser? User { get; set; }
    }

    private sealed class Default
    {
        private readonly object _gate = new();
        private WeakReference<Runspace>? _owner;
        private AppUser? _user;

        public AppUser? User
        {
            get { lock (_gate) return _user; }
        }

        public void Offer(Runspace runspace, AppUser user)
        {
            lock (_gate)
            {
                if (_owner is null || !_owner.TryGetTarget(out Runspace? owner)) _owner = new WeakReference<Runspace>(owner = runspace);
                if (owner == runspace) _user = user;
            }
        }

        public void Leave(Runspace runspace)
        {
            lock (_gate)
            {
                if (_owner is null || !_owner.TryGetTarget(out Runspace? owner) || owner != runspace) return;
                _owner = null;
                _user = null;
            }
        }
    }
}
