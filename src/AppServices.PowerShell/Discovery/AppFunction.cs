using System.Collections.Generic;

namespace AppServices;

/// <summary>A function that a user may call.</summary>
public sealed class AppFunction
{
    internal AppFunction(AppUser user, string name) => (User, Name) = (user, name);

    /// <summary>The name, such as <c>orders/total</c>.</summary>
    public string Name { get; }

    /// <summary>The client app id.</summary>
    public string AppId => User.AppId;

    /// <summary>The id of the user who may call it.</summary>
    public string UserId => User.Id;

    internal AppUser User { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A database that has collections for a user.</summary>
public sealed class AppDatabase
{
    internal AppDatabase(AppUser user, string service, string name, IReadOnlyList<string> collections) =>
        (User, ServiceName, Name, Collections) = (user, service, name, collections);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>The names of the collections that have something for the user.</summary>
    public IReadOnlyList<string> Collections { get; }

    /// <summary>The id of the user.</summary>
    public string UserId => User.Id;

    internal AppUser User { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A collection of which a user may see or change something. The app's rules decide of which documents.</summary>
public sealed class AppCollection
{
    private readonly VisibleCollection _collection;

    internal AppCollection(AppUser user, VisibleCollection collection) => (User, _collection) = (user, collection);

    /// <summary>The database.</summary>
    public string Database => _collection.Database;

    /// <summary>The collection's name.</summary>
    public string Name => _collection.Name;

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName => _collection.Service;

    /// <summary>Whether the user may see something of some document.</summary>
    public bool CanRead => _collection.CanRead;

    /// <summary>Whether the user may insert some document.</summary>
    public bool CanInsert => _collection.CanInsert;

    /// <summary>Whether the user may change some document.</summary>
    public bool CanUpdate => _collection.CanUpdate;

    /// <summary>Whether the user may delete some document.</summary>
    public bool CanDelete => _collection.CanDelete;

    /// <summary>The id of the user.</summary>
    public string UserId => User.Id;

    internal AppUser User { get; }

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public override string ToString() => $"{Database}.{Name}";
}
