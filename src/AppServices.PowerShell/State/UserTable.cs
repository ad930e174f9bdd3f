using System;
using System.Collections.Generic;
using System.Linq;

namespace AppServices.State;

/// <summary>
/// The users of this process, the most recent login or switch first. Every runspace sees the same table
/// (powershell.md T1); which of them is current is <see cref="CurrentUser"/>'s business.
/// </summary>
internal sealed class UserTable
{
    private readonly object _gate = new();
    private readonly List<AppUser> _users = [];

    public static UserTable Shared { get; } = new();

    /// <summary>All users, logged-out ones included.</summary>
    public IReadOnlyList<AppUser> All
    {
        get { lock (_gate) return _users.ToArray(); }
    }

    /// <summary>The user with this id at this app and address; null when unknown.</summary>
    public AppUser? Find(string appId, Uri baseUri, string userId)
    {
        lock (_gate) return _users.Find(user => user.Id == userId && user.AppId == appId && user.BaseUri == baseUri);
    }

    /// <summary>The users with this id, whatever their app.</summary>
    public IReadOnlyList<AppUser> FindById(string userId) => All.Where(user => user.Id == userId).ToArray();

    /// <summary>The app object for an app and address that are known already, so that its location is asked for once.</summary>
    public AppClient FindOrCreateApp(string appId, Uri baseUri) =>
        All.Select(user => user.Session.App).FirstOrDefault(app => app.AppId == appId && app.BaseUri == baseUri)
            ?? new AppClient(appId, baseUri);

    /// <summary>The user of a session: the object that scripts hold already, or a new one.</summary>
    public AppUser Adopt(AppSession session)
    {
        lock (_gate)
        {
            AppUser user = _users.Find(known => known.Session == session) ?? new AppUser(session);
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

    private void MoveToFront(AppUser user)
    {
        _users.Remove(user);
        _users.Insert(0, user);
    }
}
