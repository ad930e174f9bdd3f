using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.State;

namespace AppServices.Saved;

/// <summary>
/// Saves sessions at a place, goes on with them in another process, and forgets them (cmdlets 9). The lock is held only
/// meanwhile: refreshing never changes a refresh token (client-api 3.2), so those who go on with one session do not disturb
/// each other.
/// </summary>
internal sealed class SavedSessions(ISessionStore store, RequestOptions options)
{
    /// <summary>Keeps a user's session, in the place of an earlier one of that user.</summary>
    /// <returns>Whether it is kept: not when the user has been logged out meanwhile.</returns>
    public async Task<bool> SaveAsync(AppSession session, CancellationToken cancellationToken)
    {
        using (await store.LockAsync(options.Timeout, cancellationToken))
        {
            if (session.ToSaved() is not { } saved) return false;
            store.Write(NameOf(saved), saved.ToUtf8());
            return true;
        }
    }

    /// <summary>
    /// Lets what is kept of a user follow its new login, as long as it is kept and goes on. What has been deleted or has ended
    /// elsewhere was not to be used any more, and nobody has asked to keep the new session.
    /// </summary>
    /// <returns>Whether the session is kept.</returns>
    public async Task<bool> FollowAsync(AppSession session, CancellationToken cancellationToken)
    {
        if (session.ToSaved() is not { } now || !store.List().Contains(NameOf(now))) return false;
        using (await store.LockAsync(options.Timeout, cancellationToken))
        {
            string name = NameOf(now);
            if (store.Read(name) is not { } kept || SavedSession.Read(kept) is not { } before) return false;
            if (before.RefreshToken == now.RefreshToken) return true;
            bool goesOn = await session.App.HasSessionAsync(before, options, cancellationToken);
            if (goesOn && session.ToSaved() is { } saved) store.Write(name, saved.ToUtf8());
            else store.Delete(name);
            return goesOn;
        }
    }

    /// <summary>Deletes the session that is kept of a user, at once: who has the lock writes before or after, as it happens.</summary>
    public void Forget(AppUser user) => store.Delete(SessionName.Of(user.AppId, user.BaseUri, user.Id));

    /// <summary>
    /// Goes on with a session of an app. One that the service does not know any more is deleted; no other process can save a
    /// new one meanwhile.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="userId">The user; null for the only one.</param>
    /// <param name="users">The users known here; one that is logged in already is taken as it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">
    /// Nothing is saved, or too much, or the session has ended, or the service could not be reached.
    /// </exception>
    public async Task<AppSession> RestoreAsync(AppClient app, string? userId, UserTable users, CancellationToken cancellationToken)
    {
        if (store.List().Count == 0) throw NotSaved(app, userId);
        using (await store.LockAsync(options.Timeout, cancellationToken))
        {
            string name = userId is null ? OnlyName(app) : SessionName.Of(app.AppId, app.BaseUri, userId);
            SavedSession saved = Read(name, app, userId);
            if (users.Find(app, saved.UserId) is { IsLoggedIn: true } known)
            {
                if (!app.Connection.IsDefault) known.Session.ReachThrough(app);
                return known.Session;
            }
            try
            {
                AppClient way = app.Connection.IsDefault ? users.FindOrCreateApp(app.AppId, app.BaseUri, saved.ToConnection()) : app;
                return await way.RestoreAsync(saved, users.Intern(app), options, cancellationToken);
            }
            catch (AppServicesException error) when (error.StatusCode == 401)
            {
                store.Delete(name);
                throw;
            }
        }
    }

    private static string NameOf(SavedSession saved) => SessionName.Of(saved.AppId, saved.BaseUri, saved.UserId);

    private string OnlyName(AppClient app)
    {
        string prefix = SessionName.PrefixOf(app.AppId, app.BaseUri);
        string[] names = store.List().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        return names switch
        {
            [] => throw NotSaved(app, null),
            [var only] => only,
            _ => throw new AppServicesException(
                $"Several users of app '{app.AppId}' are saved: {string.Join(", ", names.Select(name => name.Substring(prefix.Length)))}.")
            {
                Code = ClientErrorCode.SessionAmbiguous,
            },
        };
    }

    private SavedSession Read(string name, AppClient app, string? userId)
    {
        ReadOnlyMemory<byte> kept = store.Read(name) ?? throw NotSaved(app, userId);
        return SavedSession.Read(kept) is { } saved && saved.AppId == app.AppId && saved.BaseUri == app.BaseUri
            && saved.UserId == (userId ?? saved.UserId)
            ? saved
            : throw new AppServicesException($"The saved session '{name}' is damaged, or of another version.")
            {
                Code = ClientErrorCode.SessionStoreFailed,
            };
    }

    private static AppServicesException NotSaved(AppClient app, string? userId) =>
        new($"No session of {(userId is null ? "" : $"user '{userId}' of ")}app '{app.AppId}' at {app.BaseUri} is saved.")
        {
            Code = ClientErrorCode.SessionNotSaved,
        };
}
