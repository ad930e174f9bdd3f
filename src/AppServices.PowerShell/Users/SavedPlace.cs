namespace AppServices.Users;

/// <summary>Where the session of a user is kept.</summary>
/// <param name="Vault">The SecretManagement vault; null for the account's folder.</param>
internal sealed record SavedPlace(string? Vault);
