namespace AppServices;

/// <summary>
/// A collection of a user's app, as the SDKs have it: Find, InsertOne and the others are ScriptMethods of
/// AppServices.Types.ps1xml over the cmdlets. What the SDKs have as watch is Watch-AppDocument.
/// </summary>
public sealed class AppMongoCollection : ScriptedObject
{
    internal AppMongoCollection(AppUser user, string serviceName, string databaseName, string name)
    {
        User = user;
        ServiceName = serviceName;
        DatabaseName = databaseName;
        Name = name;
    }

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>The database.</summary>
    public string DatabaseName { get; }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Database and collection, such as <c>store.items</c>.</summary>
    public override string ToString() => $"{DatabaseName}.{Name}";
}
