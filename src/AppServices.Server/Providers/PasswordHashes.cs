using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Settings;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AppServices.Server.Providers;

/// <summary>Hashes and checks passwords, a few at once: each is a tenth of a second of a processor.</summary>
internal sealed class PasswordHashes : IDisposable
{
    // Where ASP.NET Core Identity keeps the rounds of PBKDF2 with HMAC-SHA512 in a hash of its third format.
    private const int RoundsAt = 5;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // They wait for seconds, then.
    private const int MostWaiting = 64;

    private static readonly object s_nobody = new();

    private readonly int _rounds;
    private readonly PasswordHasher<object> _hasher;
    private readonly string _hashOfNobody;
    private readonly ConcurrencyLimiter _hashing;

    public PasswordHashes(LoginSettings settings)
    {
        _rounds = settings.HashRounds;
        _hasher = NewHasher(_rounds);
        _hashOfNobody = NewHashOfNobody(_rounds);
        _hashing = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = settings.Hashes,
            QueueLimit = MostWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>The hash of a password, at once.</summary>
    public static string Create(string password) => NewHasher(new LoginSettings().HashRounds).HashPassword(s_nobody, password);

    /// <summary>The hash of a password.</summary>
    /// <exception cref="ApiException">Too many wait for theirs.</exception>
    public Task<string> CreateAsync(string password, CancellationToken cancellationToken) =>
        RunAsync(() => _hasher.HashPassword(s_nobody, password), cancellationToken);

    /// <summary>
    /// Whether a password is the one of a hash. No hash at all, and one by weaker rules, take as long as a wrong password, so that time
    /// tells nobody which addresses exist.
    /// </summary>
    /// <param name="hash">The hash; null or empty when there is no account, or none with a password.</param>
    /// <param name="password">The password to check.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    /// <exception cref="ApiException">Too many wait for theirs.</exception>
    public Task<PasswordCheck> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) =>
        RunAsync(() => Verify(hash, password), cancellationToken);

    public void Dispose() => _hashing.Dispose();

    private PasswordCheck Verify(string? hash, string password)
    {
        bool isNone = string.IsNullOrEmpty(hash);
        PasswordVerificationResult result = _hasher.VerifyHashedPassword(s_nobody, isNone ? _hashOfNobody : hash!, password);
        if (isNone || result == PasswordVerificationResult.Failed)
        {
            if (!isNone && RoundsOf(hash!) is var made && made < _rounds)
                Rfc2898DeriveBytes.Pbkdf2(password, new byte[SaltBytes], _rounds - made, HashAlgorithmName.SHA512, HashBytes);
            return new PasswordCheck(false, null);
        }
        bool isWeak = result == PasswordVerificationResult.SuccessRehashNeeded;
        return new PasswordCheck(true, isWeak ? _hasher.HashPassword(s_nobody, password) : null);
    }

    private static PasswordHasher<object> NewHasher(int rounds) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));

    // Made in no time, as nobody has to know a password of it; to compare one with it takes as long as with any other.
    private static string NewHashOfNobody(int rounds)
    {
        byte[] hash = Convert.FromBase64String(NewHasher(1).HashPassword(s_nobody, "the password of no account"));
        BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(RoundsAt), (uint)rounds);
        return Convert.ToBase64String(hash);
    }

    private int RoundsOf(string hash)
    {
        Span<byte> bytes = new byte[hash.Length];
        return Convert.TryFromBase64String(hash, bytes, out int length) && length >= RoundsAt + sizeof(uint) && bytes[0] == 1
            ? (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[RoundsAt..]), _rounds)
            : 0;
    }

    private async Task<T> RunAsync<T>(Func<T> hash, CancellationToken cancellationToken)
    {
        using RateLimitLease turn = await _hashing.AcquireAsync(1, cancellationToken);
        return turn.IsAcquired
            ? await Task.Run(hash, cancellationToken)
            : throw ApiException.TooMany("too many log in just now; try again later", TimeSpan.FromSeconds(1));
    }
}

/// <summary>What came of checking a password.</summary>
/// <param name="Matches">Whether it is the right one.</param>
/// <param name="Better">A hash to keep instead, when the old one is made by weaker rules; null otherwise.</param>
internal readonly record struct PasswordCheck(bool Matches, string? Better);
