using System;

namespace AppServices;

/// <summary>What Test-AppConnectionStatus found out. Times are those of the server's clock.</summary>
public sealed class AppConnectionStatus
{
    private readonly ConnectionCheck _check;

    internal AppConnectionStatus(AppUser user, ConnectionCheck check) => (User, _check) = (user, check);

    /// <summary>The user.</summary>
    public AppUser User { get; }

    /// <summary>The user's id.</summary>
    public string UserId => User.Id;

    /// <summary>What people know the user by; null for a user without a name.</summary>
    public string? UserName => User.Name;

    /// <summary>The provider of the user's first identity.</summary>
    public string ProviderType => User.ProviderType;

    /// <summary>The client app id.</summary>
    public string AppId => User.AppId;

    /// <summary>The address through which the app was located.</summary>
    public Uri BaseUri => User.BaseUri;

    /// <summary>The server's name, such as <c>appservices-server</c>; null when it does not say.</summary>
    public string? ServerName => _check.Discovery?.ServerName;

    /// <summary>The server's version; null when it does not say.</summary>
    public string? ServerVersion => _check.Discovery?.ServerVersion;

    /// <summary>The server's clock; null when it does not say.</summary>
    public DateTime? ServerTime => _check.ServerTime?.LocalDateTime;

    /// <summary>How far the server's clock is ahead of this one's, as far as the time of a request lets it be known.</summary>
    public TimeSpan? ClockDifference => _check.ClockDifference;

    /// <summary>How long a request took, from sending it to the last byte of the reply.</summary>
    public TimeSpan Latency => _check.Latency;

    /// <summary>When the access token ends; it is refreshed without anybody's doing.</summary>
    public DateTime? AccessTokenExpiresAt => _check.AccessTokenExpiresAt?.LocalDateTime;

    /// <summary>When the session ends, unless somebody ends it before.</summary>
    public DateTime? RefreshTokenExpiresAt => _check.RefreshTokenExpiresAt?.LocalDateTime;
}
