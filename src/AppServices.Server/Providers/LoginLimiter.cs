using System;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.RateLimiting;
using System.Threading.Tasks;
using AppServices.Server.Errors;
using AppServices.Server.Settings;

namespace AppServices.Server.Providers;

/// <summary>
/// Keeps passwords from being guessed, of users and of operators: by address and by account. What is refused here tells nothing of whether
/// there is such an account. Source: client-api 2.10, admin-api 1.4.
/// </summary>
internal sealed class LoginLimiter : IDisposable
{
    // Whoever has one address of the sixth version has all of its network.
    private const int NetworkBytes = 8;

    // Logins with one account go one by one, so that none is tried before the one before it has counted.
    private const int WaitingByAccount = 64;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Buckets _addressFailures;
    private readonly Buckets _accountFailures;
    private readonly Buckets _addressRequests;
    private readonly Buckets _accountRequests;

    private readonly PartitionedRateLimiter<string> _accounts = PartitionedRateLimiter.Create<string, string>(
        account => RateLimitPartition.GetConcurrencyLimiter(
            account, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = WaitingByAccount }));

    public LoginLimiter(LoginSettings settings)
    {
        _addressFailures = new Buckets(settings.FailuresByAddress, s_minute / settings.FailuresByAddress);
        _accountFailures = new Buckets(settings.FailuresByAccount, s_minute / 2);
        _addressRequests = new Buckets(settings.RequestsByAddress, s_minute / settings.RequestsByAddress);
        _accountRequests = new Buckets(settings.RequestsByAccount, s_minute);
    }

    /// <summary>Tries a credential, and remembers if it was none.</summary>
    /// <param name="address">Who tries it.</param>
    /// <param name="account">What the account is said to be, with where it is; null for a credential that nobody can guess.</param>
    /// <param name="prove">Tries it; a refusal with 401 counts.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    /// <exception cref="ApiException">The credential is none, or there were too many of that kind.</exception>
    public async Task<T> AttemptAsync<T>(string address, string? account, Func<Task<T>> prove, CancellationToken cancellationToken)
    {
        string network = Network(address);
        if (account is null) return await CountAsync(network, null, prove);
        string key = Key(account);
        using RateLimitLease turn = await _accounts.AcquireAsync(key, cancellationToken: cancellationToken);
        if (!turn.IsAcquired) throw TooMany(TimeSpan.FromSeconds(1));
        return await CountAsync(network, key, prove);
    }

    /// <summary>Counts a registration, a confirmation or a reset.</summary>
    /// <param name="address">Who asks for it.</param>
    /// <param name="account">Of which account, with where it is; null for one that may be asked for as often as the address may.</param>
    /// <exception cref="ApiException">There were too many.</exception>
    public void Count(string address, string? account)
    {
        _addressRequests.Take(Network(address));
        if (account is not null) _accountRequests.Take(Key(account));
    }

    public void Dispose()
    {
        foreach (var limiter in (IDisposable[])
            [_addressFailures, _accountFailures, _addressRequests, _accountRequests, _accounts])
            limiter.Dispose();
    }

    private async Task<T> CountAsync<T>(string network, string? account, Func<Task<T>> prove)
    {
        _addressFailures.Ask(network);
        if (account is not null) _accountFailures.Ask(account);
        try
        {
            return await prove();
        }
        catch (ApiException error) when (error.Status == 401)
        {
            _addressFailures.Count(network);
            if (account is not null) _accountFailures.Count(account);
            throw;
        }
    }

    private static ApiException TooMany(TimeSpan wait) => ApiException.TooMany("too many attempts; try again later", wait);

    // A name is as long as its sender likes.
    private static string Key(string account) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account.ToUpperInvariant())));

    private static string Network(string address) => !IPAddress.TryParse(address, out IPAddress? parsed) ? ""
        : parsed is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? Convert.ToHexString(parsed.GetAddressBytes().AsSpan(0, NetworkBytes))
            : parsed.MapToIPv4().ToString();

    /// <summary>So many at once by each, and another after a while.</summary>
    private sealed class Buckets(int atOnce, TimeSpan another) : IDisposable
    {
        private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
            key => RateLimitPartition.GetTokenBucketLimiter(
                key,
                _ => new TokenBucketRateLimiterOptions { TokenLimit = atOnce, TokensPerPeriod = 1, ReplenishmentPeriod = another }));

        /// <summary>Refuses who has none left.</summary>
        public void Ask(string key)
        {
            if (_limiter.GetStatistics(key) is { CurrentAvailablePermits: < 1 }) throw TooMany(another);
        }

        /// <summary>Takes one, if one is left.</summary>
        public void Count(string key) => _limiter.AttemptAcquire(key).Dispose();

        /// <summary>Takes one.</summary>
        public void Take(string key)
        {
            using RateLimitLease lease = _limiter.AttemptAcquire(key);
            if (!lease.IsAcquired) throw TooMany(another);
        }

        public void Dispose() => _limiter.Dispose();
    }
}
