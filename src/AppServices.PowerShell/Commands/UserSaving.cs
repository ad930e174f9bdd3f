using System.Threading;
using System.Threading.Tasks;
using AppServices.Saved;
using AppServices.State;
using AppServices.Users;

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

    /// <summary>Keeps the user's session at a place, and at no other; null for the place where it is kept already, if any.</summary>
    public static async Task KeepAsync(this AppCmdlet cmdlet, AppUser user, SavedPlace? place, CancellationToken cancellationToken)
    {
        if (place is not null && user.SavedAt is not null && user.SavedAt != place) await cmdlet.ForgetSavedAsync(user, cancellationToken);
        if ((place ?? user.SavedAt) is not { } where) return;
        await cmdlet.SessionsAt(where).SaveAsync(user.Session, cancellationToken);
        user.SavedAt = where;
    }

    /// <summary>Deletes the session that this process has kept or taken up.</summary>
    public static async Task ForgetSavedAsync(this AppCmdlet cmdlet, AppUser user, CancellationToken cancellationToken)
    {
        if (user.SavedAt is not { } place) return;
        await cmdlet.SessionsAt(place).ForgetAsync(user, cancellationToken);
        user.SavedAt = null;
    }

    /// <summary>The sessions at a place.</summary>
    private static SavedSessions SessionsAt(this AppCmdlet cmdlet, SavedPlace place) => new(
        place.Vault is null ? new SessionFolder(SessionFolder.DefaultPath) : new SessionVault(cmdlet.InvokeCommand, place.Vault),
        cmdlet.Options);
}
