using System;

namespace AppServices.Server.Tokens;

/// <summary>How long tokens live. Source: client-api 3.2.</summary>
/// <param name="Access">Access tokens; 30 minutes at the hosted service.</param>
/// <param name="Refresh">Refresh tokens, which end a session with them; 60 days by default.</param>
internal sealed record TokenLifetimes(TimeSpan Access, TimeSpan Refresh)
{
    /// <summary>
    /// An anonymous user can never log in again, so its refresh token practically does not end; its session does when nobody uses it.
    /// </summary>
    public TimeSpan AnonymousRefresh { get; } = TimeSpan.FromDays(365 * 50);

    /// <summary>How long a session of an anonymous user lasts that nobody uses. Source: client-api 3.10.</summary>
    public TimeSpan AnonymousIdle { get; init; } = TimeSpan.FromDays(90);
}
