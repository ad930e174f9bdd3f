using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AppServices.Server.Storage;
using AppServices.Server.Users;
using Microsoft.IdentityModel.Tokens;

namespace AppServices.Server.Tokens;

/// <summary>
/// The keys that sign tokens, as this server knows them. Another process may replace them at any time: they are read again now and then,
/// and when a token was signed with none of them. Tokens do not name their key, as those of the hosted service did not.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="first">What is there.</param>
/// <param name="clock">The time.</param>
internal sealed class SigningKeys(ISigningKeyStore store, IReadOnlyList<SecretKey> first, TimeProvider clock)
{
    // Whoever makes up tokens makes us read no more often than this.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // Until then every server has taken notice that another key signs.
    private static readonly TimeSpan s_slack = TimeSpan.FromMinutes(5);

    private readonly Lock _turn = new();
    private Task _reading = Task.CompletedTask;
    private long _readAt = clock.GetTimestamp() - clock.TimestampFrequency;
    private volatile KeySet _known = KeySet.Of(first);

    /// <summary>What signs.</summary>
    public SigningCredentials Credentials => _known.Credentials;

    /// <summary>How the signature of a token is checked.</summary>
    public TokenValidationParameters Validation => _known.Validation;

    /// <summary>Tokens that these keys have signed.</summary>
    public KnownTokens Tokens => _known.Tokens;

    /// <summary>Puts a new key in the place of the one that signs.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="now">When.</param>
    /// <param name="endsSessions">Whether tokens that earlier keys have signed are good no more.</param>
    /// <param name="cancellationToken">Ends the work, unless it has begun.</param>
    /// <returns>What is there now.</returns>
    public static Task<IReadOnlyList<SecretKey>> RotateAsync(
        ISigningKeyStore store, DateTimeOffset now, bool endsSessions, CancellationToken cancellationToken)
    {
        var made = SecretKey.Make();
        return store.ChangeAsync(
            keys => endsSessions ? [made] : [made, keys[0] with { ReplacedAt = now.UtcDateTime }, .. keys.Skip(1)], cancellationToken);
    }

    /// <summary>Forgets keys of which no token is good any more.</summary>
    /// <param name="documents">Where the sessions are; their refresh tokens were signed when they began.</param>
    /// <param name="access">How long access tokens live.</param>
    /// <param name="cancellationToken">Ends the work, unless it has begun.</param>
    /// <returns>How many.</returns>
    public async Task<int> ForgetEndedAsync(IDocumentAccess documents, TimeSpan access, CancellationToken cancellationToken)
    {
        var ended = new HashSet<string>(StringComparer.Ordinal);
        foreach (SecretKey key in await store.ReadAsync(cancellationToken))
        {
            if (key.ReplacedAt + s_slack is { } last && last + access < clock.GetUtcNow().UtcDateTime
                && !await SessionStore.AnyBeforeAsync(documents, last, cancellationToken))
                ended.Add(key.Name);
        }
        if (ended.Count > 0)
        {
            await store.ChangeAsync(
                keys => [.. keys.Where(key => key.ReplacedAt is null || !ended.Contains(key.Name))], cancellationToken);
            await ReadAsync(cancellationToken);
        }
        return ended.Count;
    }

    /// <summary>Looks whether they have changed, unless that was done just now. All who ask meanwhile wait for the same answer.</summary>
    /// <returns>Whether they have.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        KeySet before = _known;
        await LatestReading().WaitAsync(cancellationToken);
        return _known != before;
    }

    // Not one after another: where the keys are out of reach, each would wait for that anew, and whoever makes up tokens is many.
    private Task LatestReading()
    {
        lock (_turn)
        {
            if (_reading.IsCompleted && clock.GetElapsedTime(_readAt) >= s_pause) _reading = ReadAsync(CancellationToken.None);
            return _reading;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        _readAt = clock.GetTimestamp();
        IReadOnlyList<SecretKey> keys = await store.ReadAsync(cancellationToken);
        if (!keys.Select(static key => key.Name).SequenceEqual(_known.Names)) _known = KeySet.Of(keys);
    }

    private sealed record KeySet(IReadOnlyList<string> Names, SigningCredentials Credentials, TokenValidationParameters Validation)
    {
        public KnownTokens Tokens { get; } = new();

        public static KeySet Of(IReadOnlyList<SecretKey> keys)
        {
            SymmetricSecurityKey[] known = [.. keys.Select(key => new SymmetricSecurityKey(key.Secret))];
            return new KeySet(
                [.. keys.Select(static key => key.Name)],
                new SigningCredentials(known[0], SecurityAlgorithms.HmacSha256),
                new TokenValidationParameters
                {
                    IssuerSigningKeys = known,
                    ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
                    ValidateIssuer = false,
                    ValidateAudience = false,
                    ValidateLifetime = false,       // an expired token has its own answer
                });
        }
    }
}
