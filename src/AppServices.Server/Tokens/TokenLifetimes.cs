using System;

namespace AppServices.Server.Tokens;

/// <summary>How long tokens live. Source: client-api 3.2.</summary>
/// <param name="Access">Access tokens; 30 minutes at the hosted service.</param>
/// <param name="Refresh">Refresh tokens, which end a session with them; 60 days by default.</param>
internal sealed record TokenLifetimes(TimeSpan Access, TimeSpan Refresh)
{
    /// <summary>An anonymous user can never log in again, so its session practically does not end.</summary>
    public TimeSpan AnonymousRefresh { get; } = TimeSpan.FromDays(365 * 50);
}
