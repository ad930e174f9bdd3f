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
/// Keeps passwords from being guessed, of users and of operators: by address and by account, at all servers together. What is refused here
/// tells nothing of whether there is such an account. Source: client-api 2.10, admin-api 1.4.
/// </summary>
internal sealed class LoginLimiter(LoginSettings settings, AttemptStore attempts) : IDisposable
{
    // Whoever has one address of the sixth version has all of its network.
    private const int NetworkBytes = 8;

    // Logins with one account go one by one at each server, so that none is tried before the one before it has counted.
    private const int WaitingByAccount = 64;

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly Allowance _addressFailures =
        new("failures of address", settings.FailuresByAddress, s_minute / settings.FailuresByAddress);
    private readonly Allowance _accountFailures = new("failures of account", settings.FailuresByAccount, s_minute / 2);
    private readonly Allowance _addressRequests =
        new("requests of address", settings.RequestsByAddress, s_minute / settings.RequestsByAddress);
    private readonly Allowance _accountRequests = new("requests of account", settings.RequestsByAccount, s_minute);

    private readonly PartitionedRateLimiter<string> _accounts = PartitionedRateLimiter.Create<string, string>(
        account => RateLimitPartition.GetConcurrencyLimiter(
            account, static _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = WaitingByAccount }));

    /// <summary>Tries a credential, and remembers if it was none.</summary>
    /// <param name="address">Who tries it.</param>
    /// <param name="account">What the account is said to be, with where it is; null for a credential that nobody can guess.</param>
    /// <param name="prove">Tries it; a refusal with 401 counts.</param>
    /// <param name="cancellationToken">Ends the wait when the client has gone.</param>
    /// <exception cref="ApiException">The credential is none, or there were too many of that kind.</exception>
    public async Task<T> AttemptAsync<T>(string address, string? account, Func<Task<T>> prove, CancellationToken cancellationToken)
    {
        AttemptKey network = _addressFailures.Of(Network(address));
        if (account is null) return await CountAsync([network], prove, cancellationToken);
        string key = Key(account);
        using RateLimitLease turn = await _accounts.AcquireAsync(key, cancellationToken: cancellationToken);
        if (!turn.IsAcquired) throw TooMany(TimeSpan.FromSeconds(1));
        return await CountAsync([network, _accountFailures.Of(key)], prove, cancellationToken);
    }

    /// <summary>Counts a registration, a confirmation or a reset.</summary>
    /// <param name="address">Who asks for it.</param>
    /// <param name="account">Of which account, with where it is; null for one that may be asked for as often as the address may.</param>
    /// <param name="cancellationToken">Ends the work when the client has gone.</param>
    /// <exception cref="ApiException">There were too many.</exception>
    public async Task CountAsync(string address, string? account, CancellationToken cancellationToken)
    {
        AttemptKey network = _addressRequests.Of(Network(address));
        AttemptKey[] keys = account is null ? [network] : [network, _accountRequests.Of(Key(account))];
        if (await attempts.TakeAsync(keys, cancellationToken) is { } wait) throw TooMany(wait);
    }

    public void Dispose() => _accounts.Dispose();

    private async Task<T> CountAsync<T>(AttemptKey[] keys, Func<Task<T>> prove, CancellationToken cancellationToken)
    {
        if (await attempts.AskAsync(keys, cancellationToken) is { } wait) throw TooMany(wait);
        try
        {
            return await prove();
        }
        catch (ApiException error) when (error.Status == 401)
        {
            // It counts also when nobody waits for the answer.
            await attempts.AddAsync(keys, CancellationToken.None);
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
}
