using System.Threading;
using System.Threading.Tasks;
using AppServices.Saved;
using AppServices.State;

namespace AppServices.Commands;

/// <summary>What cmdlets do with the session that is kept of a user.</summary>
internal static class UserSaving
{
    /// <summary>Goes on with a session that is kept at a place.</summary>
    public static async Task<AppUser> RestoreAsync(
        this AppCmdlet cmdlet, AppClient app, string? userId, SavedPlace place, CancellationToken cancellationToken)
    {
        UserTable users = ModuleState.Users;
        AppUser user = users.Adopt(
            await cmdlet.SessionsAt(place).RestoreAsync(app, userId, users, cancellationToken));
        user.SavedAt = place;
        return user;
    }

    /// <summary>Keeps the user's session at a place, and at no other; null for the place where it is still kept, if any.</summary>
    public static async Task KeepAsync(this AppCmdlet cmdlet, AppUser user, SavedPlace? place, CancellationToken cancellationToken)
    {
        if (place is null)
        {
            if (user.SavedAt is { } before && !await cmdlet.SessionsAt(before).FollowAsync(user.Session, cancellationToken))
                user.SavedAt = null;
            return;
        }
        if (user.SavedAt != place) cmdlet.ForgetSaved(user);
        user.SavedAt = await cmdlet.SessionsAt(place).SaveAsync(user.Session, cancellationToken) ? place : null;
    }

    /// <summary>Deletes the session that this process has kept or taken up.</summary>
    public static void ForgetSaved(this AppCmdlet cmdlet, AppUser user)
    {
        if (user.SavedAt is not { } place) return;
        cmdlet.SessionsAt(place).Forget(user);
        user.SavedAt = null;
    }

    /// <summary>What keeps sessions at a place.</summary>
    public static ISessionStore StoreAt(this AppCmdlet cmdlet, SavedPlace place) =>
        place.Vault is null ? new SessionFolder(SessionFolder.DefaultPath) : new SessionVault(cmdlet.InvokeCommand, place.Vault);

    /// <summary>The sessions at a place.</summary>
    private static SavedSessions SessionsAt(this AppCmdlet cmdlet, SavedPlace place) => new(cmdlet.StoreAt(place), cmdlet.Options);
}
