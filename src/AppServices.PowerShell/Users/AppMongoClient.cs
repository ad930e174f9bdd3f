namespace AppServices;

/// <summary>A data source of a user's app, as the SDKs have it.</summary>
public sealed class AppMongoClient
{
    internal AppMongoClient(AppUser user, string serviceName)
    {
        User = user;
        ServiceName = serviceName;
    }

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The data source's name in the app.</summary>
    public string ServiceName { get; }

    /// <summary>A database.</summary>
    /// <param name="name">Its name.</param>
    public AppMongoDatabase Db(string name) => new(this, name);

    /// <summary>The name.</summary>
    public override string ToString() => ServiceName;
}

/// <summary>A database of a user's app, as the SDKs have it.</summary>
public sealed class AppMongoDatabase
{
    private readonly AppMongoClient _client;

    internal AppMongoDatabase(AppMongoClient client, string name)
    {
        _client = client;
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>A collection.</summary>
    /// <param name="name">Its name.</param>
    public AppMongoCollection Collection(string name) => new(_client.User, _client.ServiceName, Name, name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
