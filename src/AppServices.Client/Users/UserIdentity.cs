namespace AppServices;

/// <summary>One way in which a user logs in. Source: client-api 3.7.</summary>
/// <param name="Id">The provider's id for the user.</param>
/// <param name="ProviderType">The provider, such as <c>local-userpass</c>.</param>
public sealed record UserIdentity(string Id, string ProviderType)
{
    /// <summary>The provider, which is what tells a user's identities apart.</summary>
    public override string ToString() => ProviderType;
}
