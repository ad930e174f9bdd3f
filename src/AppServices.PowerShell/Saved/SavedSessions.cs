using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.State;

namespace AppServices.Saved;

/// <summary>
/// Saves sessions at a place, goes on with them in another process, and forgets them (powershell.md 9). The lock is held only
/// meanwhile: refreshing never changes a refresh token (protocol.md 3.2), so those who go on with one session do not disturb
/// each other.
/// </summary>
internal sealed class SavedSessions(ISessionStore store, RequestOptions options)
{
    /// <summary>Keeps a user's session, in the place of an earlier one of that user.</summary>
    public async Task SaveAsync(AppSession session, CancellationToken cancellationToken)
    {
        if (session.ToSaved() is not { } saved) return;
        using (await store.LockAsync(options.Timeout, cancellationToken))
            store.Write(SessionName.Of(saved.AppId, saved.BaseUri, saved.UserId), saved.ToUtf8());
    }

    /// <summary>Deletes the session that is kept of a user.</summary>
    public async Task ForgetAsync(AppUser user, CancellationToken cancellationToken)
    {
        string name = SessionName.Of(user.AppId, user.BaseUri, user.Id);
        if (!store.List().Contains(name)) return;
        using (await store.LockAsync(options.Timeout, cancellationToken)) store.Delete(name);
    }

    /// <summary>
    /// Goes on with a session of an app. One that the service does not know any more is deleted; no other process can save a
    /// new one meanwhile.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="userId">The user; null for the only one.</param>
    /// <param name="users">The users known here; one that is logged in already is taken as it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="AppServicesException">Nothing is saved, or too much, or the session has ended, or the service could not be reached.</exception>
    public async Task<AppSession> RestoreAsync(AppClient app, string? userId, UserTable users, CancellationToken cancellationToken)
    {
        if (store.List().Count == 0) throw NotSaved(app, userId);
        using (await store.LockAsync(options.Timeout, cancellationToken))
        {
            string name = userId is null ? OnlyName(app) : SessionName.Of(app.AppId, app.BaseUri, userId);
            SavedSession saved = Read(name, app, userId);
            if (users.Find(app, saved.UserId) is { IsLoggedIn: true } known) return known.Session;
            try
            {
                return await app.RestoreAsync(saved, users.Intern(app), options, cancellationToken);
            }
            catch (AppServicesException error) when (error.StatusCode == 401)
            {
                store.Delete(name);
                throw;
            }
        }
    }

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
        return SavedSession.Read(kept) is { } saved && saved.AppId == app.AppId && saved.BaseUri == app.BaseUri && saved.UserId == (userId ?? saved.UserId)
            ? saved
            : throw new AppServicesException($"The saved session '{name}' is damaged, or of another version.") { Code = ClientErrorCode.SessionStoreFailed };
    }

    private static AppServicesException NotSaved(AppClient app, string? userId) =>
        new($"No session of {(userId is null ? "" : $"user '{userId}' of ")}app '{app.AppId}' at {app.BaseUri} is saved.")
        {
            Code = ClientErrorCode.SessionNotSaved,
        };
}
