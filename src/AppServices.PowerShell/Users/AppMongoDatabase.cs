namespace AppServices;

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
