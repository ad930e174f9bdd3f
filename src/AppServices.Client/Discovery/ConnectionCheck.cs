using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Sessions;

namespace AppServices;

/// <summary>What was found out about a user's connection to its server.</summary>
public sealed record ConnectionCheck
{
    private const string DateHeader = "Date: ";

    /// <summary>What the server tells of itself; null when it does not.</summary>
    public AppDiscovery? Discovery { get; private init; }

    /// <summary>The server's clock at its last reply; null when it did not say.</summary>
    public DateTimeOffset? ServerTime { get; private init; }

    /// <summary>How far the server's clock is ahead of this one's; null when it did not say.</summary>
    public TimeSpan? ClockDifference { get; private init; }

    /// <summary>How long the last request took, from sending it to the last byte of the reply.</summary>
    public TimeSpan Latency { get; private init; }

    /// <summary>When the access token ends by the server's clock; null when it does not say.</summary>
    public DateTimeOffset? AccessTokenExpiresAt { get; private init; }

    /// <summary>When the refresh token ends by the server's clock; null when it does not say.</summary>
    public DateTimeOffset? RefreshTokenExpiresAt { get; private init; }

    /// <summary>Fetches the user's profile, which needs a token that is good, and then asks what there is.</summary>
    /// <exception cref="AppServicesException">The session has ended, or the service could not be reached.</exception>
    public static async Task<ConnectionCheck> RunAsync(AppSession session, RequestOptions options, CancellationToken cancellationToken)
    {
        RequestTrace? last = null;
        RequestOptions observed = options with
        {
            Observer = trace =>
            {
                last = trace;
                options.Observer?.Invoke(trace);
            },
        };
        await session.FetchProfileAsync(observed, cancellationToken).ConfigureAwait(false);
        AppDiscovery? discovery = await AppDiscovery.FetchAsync(session, observed, cancellationToken).ConfigureAwait(false);
        TimeSpan latency = last?.Duration ?? TimeSpan.Zero;
        DateTimeOffset? serverTime = discovery?.ServerTime ?? DateOf(last);
        return new ConnectionCheck
        {
            Discovery = discovery,
            ServerTime = serverTime,
            // It answered about half-way between sending and receiving.
            ClockDifference = serverTime - (DateTimeOffset.UtcNow - TimeSpan.FromTicks(latency.Ticks / 2)),
            Latency = latency,
            AccessTokenExpiresAt = EndOf(session.AccessToken),
            RefreshTokenExpiresAt = EndOf(session.RefreshToken),
        };
    }

    private static DateTimeOffset? DateOf(RequestTrace? trace) =>
        trace?.ReplyHeaders.FirstOrDefault(header => header.StartsWith(DateHeader, StringComparison.OrdinalIgnoreCase)) is { } header
            && DateTimeOffset.TryParseExact(
                header.Substring(DateHeader.Length), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out DateTimeOffset date)
            ? date
            : null;

    private static DateTimeOffset? EndOf(string? token) =>
        token is not null && AccessTokenClaims.TryRead(token, out AccessTokenClaims? claims) ? claims!.ExpiresAt : null;
}
