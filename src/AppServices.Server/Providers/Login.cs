using AppServices.Server.Users;

namespace AppServices.Server.Providers;

/// <summary>A login that succeeded: who, and by which identity.</summary>
internal sealed record Login(UserRecord User, IdentityRecord Identity);
