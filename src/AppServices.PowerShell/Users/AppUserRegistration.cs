using System;

namespace AppServices;

/// <summary>An account that was registered, before its first login makes it a user.</summary>
/// <param name="Email">The account's address.</param>
/// <param name="AppId">The client app id.</param>
/// <param name="BaseUri">The address of the service.</param>
public sealed record AppUserRegistration(string Email, string AppId, Uri BaseUri);
