using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Names;

namespace AppServices.State;

/// <summary>
/// The users of this process, the most recent login or switch first. Every runspace sees the same table
/// (cmdlets T1); which of them is current is <see cref="CurrentUser"/>'s business.
/// </summary>
internal sealed class UserTable(RememberedNames names)
{
    // Apps that were asked for and have no user: a process that names ever new connections does not keep them all.
    private const int MaxApps = 64;

    private readonly object _gate = new();
    private readonly List<AppUser> _users = [];
    private readonly List<AppClient> _apps = [];

    /// <summary>All users, logged-out ones included.</summary>
    public IReadOnlyList<AppUser> All
    {
        get { lock (_gate) return _users.ToArray(); }
    }

    /// <summary>The user of an app with this id, however it is reached; null when unknown.</summary>
    public AppUser? Find(AppClient app, string userId) =>
        All.FirstOrDefault(user => user.Id == userId && user.Session.App.IsSameApp(app));

    /// <summary>The users with this id, whatever their app; without any, those with this name.</summary>
    public IReadOnlyList<AppUser> Find(string idOrName)
    {
        IReadOnlyList<AppUser> all = All;
        AppUser[] byId = all.Where(user => user.Id == idOrName).ToArray();
        return byId.Length > 0 ? byId : all.Where(user => string.Equals(user.Name, idOrName, StringComparison.OrdinalIgnoreCase)).ToArray();
    }

    /// <summary>The one object for an app at an address by a connection, so that its location is asked for once.</summary>
    public AppClient FindOrCreateApp(string appId, Uri baseUri, AppConnection connection)
    {
        lock (_gate)
        {
            AppClient? app = _apps.Find(app => app.AppId == appId && app.BaseUri == baseUri && app.Connection.Equals(connection));
            if (app is not null) return app;
            if (_apps.Count == MaxApps) _apps.RemoveAt(0);
            _apps.Add(app = new AppClient(appId, baseUri, connection));
            return app;
        }
    }

    /// <summary>Logs in; an anonymous user that is logged in already is used again, unless a new one is wanted.</summary>
    /// <exception cref="AppServicesException">The credential was refused, or the service could not be reached.</exception>
    public async Task<AppUser> LogInAsync(
        AppClient app, AppCredential credential, bool asNewUser, RequestOptions options, CancellationToken cancellationToken)
    {
        if (credential.Provider == "anon-user" && !asNewUser && FindAnonymous(app) is { } known)
        {
            if (!app.Connection.IsDefault) known.Session.ReachThrough(app);
            return known;
        }
        return Adopt(await app.LogInAsync(credential, Intern(app), FindDeviceId(app), options, cancellationToken));
    }

    /// <summary>How logins to an app find the session of a user: the known one, else a new one that is known from then on.</summary>
    public Func<string, Func<AppSession>, AppSession> Intern(AppClient app) => (userId, create) =>
    {
        lock (_gate)
        {
            AppUser? user = _users.Find(known => known.Id == userId && known.Session.App.IsSameApp(app));
            if (user is null) _users.Insert(0, user = new AppUser(create(), names));
            return user.Session;
        }
    };

    /// <summary>The user of a session: the object that scripts hold already.</summary>
    public AppUser Adopt(AppSession session)
    {
        lock (_gate)
        {
            AppUser user = _users.Find(known => known.Session == session) ?? new AppUser(session, names);
            MoveToFront(user);
            return user;
        }
    }

    /// <summary>Marks a user as the one used most recently.</summary>
    public void Touch(AppUser user)
    {
        lock (_gate) MoveToFront(user);
    }

    /// <summary>Forgets a user.</summary>
    public void Remove(AppUser user)
    {
        lock (_gate) _users.Remove(user);
    }

    /// <summary>
    /// The logged-in user that stands for every anonymous login of an app, as in the SDKs: one that has no other identity yet
    /// (client-api 2.5). Null when there is none.
    /// </summary>
    private AppUser? FindAnonymous(AppClient app) =>
        All.FirstOrDefault(
            user => user.Session.App.IsSameApp(app) && user.IsLoggedIn && user.Identities is [{ ProviderType: "anon-user" }]);

    /// <summary>The id that an app's service gave this device at an earlier login; null when it gave none.</summary>
    private string? FindDeviceId(AppClient app) =>
        All.FirstOrDefault(user => user.Session.App.IsSameApp(app) && user.DeviceId is not null)?.DeviceId;

    private void MoveToFront(AppUser user)
    {
        _users.Remove(user);
        _users.Insert(0, user);
    }
}
