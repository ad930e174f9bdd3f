using System.Security;

namespace AppServices;

/// <summary>The API keys of a user, as the SDKs have them.</summary>
public sealed class AppApiKeys : SdkObject
{
    internal AppApiKeys(AppUser user) => User = user;

    // What leads back to where it is from would have ConvertTo-Json go around without end.
    internal AppUser User { get; }

    /// <summary>Makes a key and returns it with its text, which the service tells this once.</summary>
    /// <param name="name">A name of its own.</param>
    public object? Create(string name) => Change("New-AppApiKey", User, ("Name", name));

    /// <summary>The key with an id, without its text.</summary>
    /// <param name="id">The service's id of the key.</param>
    public object? Fetch(string id) => Run("Get-AppApiKey", User, ("Id", id));

    /// <summary>All keys in an array.</summary>
    public object? FetchAll() => RunAll("Get-AppApiKey", User);

    /// <summary>Lets a key log in again.</summary>
    /// <param name="id">The service's id of the key.</param>
    public object? Enable(string id) => Change("Enable-AppApiKey", User, ("Id", id));

    /// <summary>Lets a key log in no more.</summary>
    /// <param name="id">The service's id of the key.</param>
    public object? Disable(string id) => Change("Disable-AppApiKey", User, ("Id", id));

    /// <summary>Removes a key for ever.</summary>
    /// <param name="id">The service's id of the key.</param>
    public object? Delete(string id) => Change("Remove-AppApiKey", User, ("Id", id));

    /// <summary>Says whose keys these are.</summary>
    public override string ToString() => $"API keys of user {User}";
}

/// <summary>An API key that a user made to log in with.</summary>
public sealed class AppApiKey
{
    private readonly UserApiKey _key;

    internal AppApiKey(UserApiKey key, AppUser user)
    {
        _key = key;
        User = user;
    }

    /// <summary>The service's id of the key.</summary>
    public string Id => _key.Id;

    /// <summary>The name, unique for its user.</summary>
    public string Name => _key.Name;

    /// <summary>Whether the key can be used to log in, as of when it was fetched.</summary>
    public bool IsEnabled => _key.IsEnabled;

    /// <summary>The opposite, as the SDKs have it.</summary>
    public bool Disabled => !IsEnabled;

    /// <summary>The id of the user whose key it is.</summary>
    public string UserId => User.Id;

    /// <summary>The key itself, which the service tells only when it is made; null ever after.</summary>
    public SecureString? Key => _key.Key;

    internal AppUser User { get; }

    /// <summary>For messages: the name beside the id.</summary>
    internal string Shown => $"{Name} ({Id})";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
