using System.Security;

namespace AppServices;

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

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
