namespace AppServices;

/// <summary>The API keys of a user, as the SDKs have them.</summary>
public sealed class AppApiKeys : SdkObject
{
    internal AppApiKeys(AppUser user) => User = user;

    /// <summary>The user.</summary>
    public AppUser User { get; }

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
