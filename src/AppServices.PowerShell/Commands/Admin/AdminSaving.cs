using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Admin;
using AppServices.State;
using AppServices.Values;

namespace AppServices.Commands;

/// <summary>What cmdlets do with the session that is kept of an admin: as with those of users, beside them (cmdlets 9).</summary>
internal static class AdminSaving
{
    /// <summary>Goes on with the one session that is kept of an admin of a service. One that has ended is deleted.</summary>
    public static async Task<AppAdmin> RestoreAdminAsync(
        this AppCmdlet cmdlet, Uri baseUri, string? projectId, SavedPlace place, AppConnection connection,
        CancellationToken cancellationToken)
    {
        ISessionStore store = cmdlet.StoreAt(place);
        string prefix = SessionName.PrefixOf(AdminApi.SavedAppId, baseUri);
        string[] names = store.List().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        if (names.Length != 1)
            throw new AppServicesException(
                $"{(names.Length == 0 ? "No session" : $"Not one session but {names.Length}")} of an admin at {baseUri} is saved.")
            {
                Code = names.Length == 0 ? ClientErrorCode.SessionNotSaved : ClientErrorCode.SessionAmbiguous,
            };
        using IDisposable held = await store.LockAsync(cmdlet.Options.Timeout, cancellationToken);
        SavedSession? saved = store.Read(names[0]) is { } kept ? SavedSession.Read(kept) : null;
        if (saved is null || saved.BaseUri != baseUri)
            throw new AppServicesException($"The saved session '{names[0]}' is damaged, or of another version.")
            {
                Code = ClientErrorCode.SessionStoreFailed,
            };
        try
        {
            AppAdmin admin = await AppAdmin.RestoreAsync(
                saved, projectId, connection.IsDefault ? saved.ToConnection() : connection, PSValues.Format, cmdlet.Options,
                cancellationToken);
            ModuleState.SavedAdmins.Add(admin, place);
            return admin;
        }
        catch (AppServicesException error) when (error.StatusCode == 401)
        {
            store.Delete(names[0]);
            throw;
        }
    }

    /// <summary>Keeps an admin's session, in the place of an earlier one of that admin.</summary>
    public static async Task KeepAdminAsync(this AppCmdlet cmdlet, AppAdmin admin, SavedPlace place, CancellationToken cancellationToken)
    {
        ISessionStore store = cmdlet.StoreAt(place);
        using IDisposable held = await store.LockAsync(cmdlet.Options.Timeout, cancellationToken);
        if (admin.ToSaved() is not { } saved) return;
        store.Write(NameOf(admin), saved.ToUtf8());
        ModuleState.SavedAdmins.Add(admin, place);
    }

    /// <summary>Deletes the session that this process has kept or taken up.</summary>
    public static void ForgetSavedAdmin(this AppCmdlet cmdlet, AppAdmin admin)
    {
        if (!ModuleState.SavedAdmins.TryGetValue(admin, out SavedPlace? place)) return;
        cmdlet.StoreAt(place).Delete(NameOf(admin));
        ModuleState.SavedAdmins.Remove(admin);
    }

    private static string NameOf(AppAdmin admin) => SessionName.Of(AdminApi.SavedAppId, admin.BaseUri, admin.UserName);
}
